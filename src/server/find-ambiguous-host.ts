import { GatewayError } from "../errors.ts";

/** The refusal of a request with two `Host` lines (RFC 9112, section 3.2): Node keeps the first, another server the last. */
export function findAmbiguousHost(rawHeaders: readonly string[]): GatewayError | undefined {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1
    ? new GatewayError("BAD_USER_INPUT", { message: "The request names more than one host." })
    : undefined;
}
