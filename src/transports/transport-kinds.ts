import { createGraphqlTransport } from "./graphql.ts";
import { createGrpcTransport } from "./grpc/grpc.ts";
import { createRestTransport } from "./rest/rest.ts";
import type { Transport, TransportOptions } from "./transport.ts";

interface TransportKindEntry {
  /** Opens one endpoint. Nothing is asked of it yet. */
  readonly create: (options: TransportOptions) => Transport;
  /** The protocols that an endpoint's address may have, as `URL.protocol` gives them. */
  readonly protocols: readonly [string, ...string[]];
  /** The path that an address without one means. */
  readonly defaultPath: string;
}

/** How services may be spoken to, by the name that a configuration gives: the one table. */
export const TRANSPORT_KINDS = {
  graphql: { create: createGraphqlTransport, protocols: ["http:", "https:"], defaultPath: "/graphql" },
  rest: { create: createRestTransport, protocols: ["http:", "https:"], defaultPath: "/" },
  grpc: { create: createGrpcTransport, protocols: ["grpc:", "grpcs:"], defaultPath: "" },
} as const satisfies Record<string, TransportKindEntry>;

export type TransportKind = keyof typeof TRANSPORT_KINDS;

export const TRANSPORT_KIND_NAMES = Object.keys(TRANSPORT_KINDS) as [TransportKind, ...TransportKind[]];

/** The address that an endpoint's text means. */
export function endpointUrl(endpoint: string, kind: TransportKind = "graphql"): URL {
  const url = new URL(endpoint);
  if (url.pathname === "/" || url.pathname === "") url.pathname = TRANSPORT_KINDS[kind].defaultPath;
  return url;
}

/** The addresses that one text or several mean. Throws where there is none. */
export function endpointUrls(endpoints: string | readonly string[], kind?: TransportKind): readonly [URL, ...URL[]] {
  const [first, ...rest] = [endpoints].flat().map((endpoint) => endpointUrl(endpoint, kind));
  if (first === undefined) throw new Error("There is no endpoint.");
  return [first, ...rest];
}
