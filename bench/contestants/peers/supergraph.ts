import { readFileSync } from "node:fs";
import { parse, type DocumentNode } from "graphql";

export type Graph = "store" | "federated";

export const SERVICES: Readonly<Record<Graph, readonly string[]>> = {
  store: ["order", "product", "user", "shipping", "payment", "review", "recommendation"],
  federated: ["accounts", "products", "reviews", "inventory"],
};

/** Where a service is. */
export function addressOf(service: string): string {
  return process.env[`${service.toUpperCase()}_SERVICE_URL`] ?? "";
}

interface Composition {
  readonly composeServices: (services: ReadonlyArray<{ name: string; url: string; typeDefs: DocumentNode }>) => {
    supergraphSdl?: string;
    errors?: readonly Error[];
  };
}

/** The supergraph of the services, spoken to as Federation subgraphs. Throws where they do not compose. */
export async function composeSupergraph(graph: Graph): Promise<string> {
  const { composeServices } = await importPeer<Composition>("@theguild/federation-composition");
  const { supergraphSdl, errors } = composeServices(
    SERVICES[graph].map((name) => ({
      name,
      url: addressOf(name),
      typeDefs: parse(readFileSync(new URL(`../../subgraphs/${name}.graphql`, import.meta.url), "utf8")),
    })),
  );
  if (supergraphSdl === undefined) throw new AggregateError(errors ?? [], `The ${graph} subgraphs do not compose.`);
  return supergraphSdl;
}

/** A package of bench/package.json, by a name that the type checker does not follow: it need not be installed. */
export async function importPeer<Exports>(name: string): Promise<Exports> {
  return (await import(name)) as Exports;
}
