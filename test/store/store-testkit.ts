import { parse } from "graphql";
import { onTestFinished } from "vitest";
import gatewayConfig from "../../gateway.config.ts";
import { serve } from "../../examples/store/kit/serve.ts";
import { storeServices, type StoreServiceName } from "../../examples/store/store-services.ts";
import { loadContracts } from "../../src/registry/contracts.ts";
import { endpointUrl, TRANSPORT_KINDS } from "../../src/transports/transport-kinds.ts";
import type { Transport } from "../../src/transports/transport.ts";

/** The headers by which the gateway says who asks. */
export type ViewerHeaders = Readonly<Record<string, string>>;

export const nobody: ViewerHeaders = {};
export const support: ViewerHeaders = { "x-user-id": "user-400", "x-user-role": "SUPPORT" };
export const admin: ViewerHeaders = { "x-user-id": "user-401", "x-user-role": "CUSTOMER, ADMIN" };
export const customer = (id: string): ViewerHeaders => ({ "x-user-id": id, "x-user-role": "CUSTOMER" });

/** What a service answered, as `JSON.parse` types it: the tests say what they expect of it. */
export type Json = ReturnType<typeof JSON.parse>;

export interface GraphQLAnswer {
  data: Json;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string } }[];
}

/** How the gateway asks a service: in GraphQL, or as its contract maps GraphQL onto what it speaks. */
function openTransport(name: StoreServiceName, url: string, viewer: ViewerHeaders): Transport | undefined {
  const service = gatewayConfig.services.find((each) => each.name === name);
  const transport = service?.transport ?? "graphql";
  if (service === undefined || transport === "graphql") return undefined;
  const [contract] = loadContracts([service], undefined, process.cwd()).contracts;
  if (contract === undefined) throw new Error(`The contract of ${name} is not valid.`);
  return TRANSPORT_KINDS[transport].create({
    service: name,
    schema: contract.schema,
    url: endpointUrl(url, transport),
    ...(contract.proto === undefined ? {} : { proto: contract.proto }),
    headers: () => ({ ...viewer }),
  });
}

/** A real service on a free port, with its own data. */
export async function startService(name: StoreServiceName, options: { database?: string } = {}) {
  const createService = await storeServices[name].load();
  const running = await serve(createService(options), 0);
  const { url } = running;

  async function ask(query: string, viewer = nobody, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> {
    const transport = openTransport(name, url, viewer);
    if (transport !== undefined) {
      const result = await transport.execute({ document: parse(query), variables });
      await transport.dispose();
      return JSON.parse(JSON.stringify(result)) as GraphQLAnswer;
    }
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...viewer },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphQLAnswer;
  }

  /** What must be answered without errors. */
  async function data(query: string, viewer = nobody, variables: Record<string, unknown> = {}) {
    const answer = await ask(query, viewer, variables);
    if (answer.errors) {
      throw new Error(JSON.stringify(answer.errors));
    }
    return answer.data;
  }

  async function get(path: string, viewer = nobody): Promise<{ status: number; body: Json }> {
    const response = await fetch(url + path, { headers: viewer });
    return { status: response.status, body: await response.json() };
  }

  return { url, close: () => running.close(), ask, data, get };
}

export type TestService = Awaited<ReturnType<typeof startService>>;

/** A service of this test alone, for tests that change its data. */
export async function startOwnService(name: StoreServiceName): Promise<TestService> {
  const service = await startService(name);
  onTestFinished(service.close);
  return service;
}

/** Walks all pages of a connection; `page` fetches one. */
export async function walk<Node>(
  page: (after: string | null) => Promise<{ nodes: Node[]; pageInfo: { hasNextPage: boolean; endCursor: string } }>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  for (;;) {
    const found = await page(after);
    nodes.push(...found.nodes);
    if (!found.pageInfo.hasNextPage) {
      return nodes;
    }
    after = found.pageInfo.endCursor;
  }
}
