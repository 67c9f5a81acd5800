import { GatewayError } from "../errors.ts";

/** What somebody shows to be somebody. */
export type Credential =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "api-key"; readonly key: string };

const CREDENTIAL_NAMES: ReadonlySet<string> = new Set(["authorization", "x-api-key"]);

/**
 * Reads the one credential of a request from its header lines, names and values in turn, as they came: where a header
 * comes twice, Node's own `headers` keeps the first. Throws UNAUTHENTICATED for more than one, or one that cannot be read.
 */
export function readCredential(rawHeaders: readonly string[]): Credential {
  const credentials: Credential[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    // Most headers are neither, by their length alone.
    if (name.length !== 13 && name.length !== 9) continue;
    const value = rawHeaders[index + 1]?.trim() ?? "";
    const lowerCased = name.toLowerCase();
    if (lowerCased === "authorization") credentials.push(readAuthorization(value));
    if (lowerCased === "x-api-key") credentials.push({ kind: "api-key", key: value });
  }
  const [credential = { kind: "none" }, ...others] = credentials;
  if (others.length > 0) throw unauthenticated("invalid_request", "More than one credential");
  return credential;
}

/**
 * Reads the one credential of a WebSocket: from the payload of its first message (`connection_init`), where the names
 * may be in any case, or from the header lines of the request that opened it, which a browser cannot set. Throws as
 * `readCredential` does.
 */
export function readConnectionCredential(payload: unknown, rawHeaders: readonly string[]): Credential {
  const lines = [...rawHeaders];
  for (const [name, value] of Object.entries(payload ?? {})) {
    if (!CREDENTIAL_NAMES.has(name.toLowerCase())) continue;
    if (typeof value !== "string") throw unauthenticated("invalid_request", "Invalid token");
    lines.push(name, value);
  }
  return readCredential(lines);
}

/** `Bearer TOKEN` (RFC 6750, section 2.1), the scheme in any case (RFC 9110, section 11.1). */
function readAuthorization(value: string): Credential {
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(value)?.[1];
  if (token === undefined) throw unauthenticated("invalid_request", "Invalid token");
  return { kind: "bearer", token };
}

/** A refusal with the header that says how to do better (RFC 6750, section 3). */
export function unauthenticated(
  reason: "invalid_request" | "invalid_token" | undefined,
  message: string,
  cause?: unknown,
): GatewayError {
  return new GatewayError("UNAUTHENTICATED", {
    message,
    cause,
    httpHeaders: { "www-authenticate": reason === undefined ? "Bearer" : `Bearer error="${reason}"` },
  });
}
