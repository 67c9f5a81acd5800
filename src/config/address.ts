import { z } from "zod";
import { TRANSPORT_KINDS, type TransportKind } from "../transports/transport-kinds.ts";

/** An address that a service of the kind may have; what is none is told to be no `wanted`. */
export function addressOf(kind: TransportKind, wanted = describeAddress(kind)): z.ZodType<string> {
  const names = TRANSPORT_KINDS[kind].protocols.map((protocol) => protocol.slice(0, -1));
  return z
    .url({ protocol: new RegExp(`^(${names.join("|")})$`), error: `must be ${wanted}` })
    .refine(
      (address) => kind !== "grpc" || /^[a-z]+:\/\/[^/?#]*\/?$/i.test(address),
      "must hold a host and a port alone: a method is its own path",
    )
    .refine((address) => !/^[a-z]+:\/\/[^/]*@/i.test(address), "must hold no user or password: they would not be sent");
}

/** `an http or https address` */
export function describeAddress(kind: TransportKind, noun = "address"): string {
  const names = TRANSPORT_KINDS[kind].protocols.map((protocol) => protocol.slice(0, -1)).join(" or ");
  return `${noun === "address" ? (/^[aeiouh]/.test(names) ? "an " : "a ") : ""}${names} ${noun}`;
}

/** One address or several, which are judged by `addressProblems` once the service's transport is known. */
export const addresses = z.union([z.string(), z.array(z.string()).min(1, "must name at least one address")]);

/** What is wrong with the addresses of a service, each with its path. */
export function addressProblems(
  endpoints: string | readonly string[],
  kind: TransportKind,
  wanted?: string,
): { readonly path: readonly number[]; readonly message: string }[] {
  const schema = addressOf(kind, wanted);
  return [endpoints].flat().flatMap((given, index) =>
    (schema.safeParse(given).error?.issues ?? []).map(({ message }) => ({
      path: typeof endpoints === "string" ? [] : [index],
      message: `${message}, not ${printGiven(given)}`,
    })),
  );
}

/** What was given, for a message: without the secrets that an address may hold, and of an object or a list no more than that. */
export function printGiven(given: unknown): string {
  if (typeof given === "string") return JSON.stringify(given.replace(/\/\/[^/]*@/, "//…@"));
  if (typeof given === "object" && given !== null) return Array.isArray(given) ? "a list" : "an object";
  return JSON.stringify(given) ?? typeof given;
}
