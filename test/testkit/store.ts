import { afterAll, beforeAll } from "vitest";
import { serve, type RunningService } from "../../examples/store/kit/serve.ts";
import { storeServiceNames, storeServices, type StoreServiceName } from "../../examples/store/store-services.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway, type Gateway } from "../../src/index.ts";
import type { TypedDocumentString } from "../generated/graphql.ts";
import { ENGINE } from "./engine.ts";
import { ask, type GraphqlAnswer } from "./test-gateway.ts";

export interface StoreAnswer<Result> extends GraphqlAnswer {
  readonly data?: Result;
}

/** What a service was asked since the counters were last cleared. */
export interface Counters {
  readonly requests: number;
  readonly rootFields: Readonly<Record<string, number>>;
  /** How often each REST path was asked for. */
  readonly rest: Readonly<Record<string, number>>;
  /** How often each gRPC method was called. */
  readonly rpc?: Readonly<Record<string, number>>;
}

export interface Store {
  readonly url: string;
  /** Sends a typed operation, for a principal or for nobody. */
  ask<Result, Variables extends Record<string, unknown>>(
    operation: TypedDocumentString<Result, Variables>,
    variables: Variables,
    principal?: { sub: string; roles: readonly string[] },
  ): Promise<StoreAnswer<Result>>;
  /** Sends a text. */
  askText(query: string, principal?: { sub: string; roles: readonly string[] }): Promise<GraphqlAnswer>;
  /** A demo token. */
  token(principal: { sub: string; roles: readonly string[] }): Promise<string>;
  clearCounters(): Promise<void>;
  /** How many subscriptions a service has open. */
  openSubscriptions(name: StoreServiceName): Promise<number>;
  /** The services that were asked, with what they were asked. */
  counters(): Promise<Partial<Record<StoreServiceName, Counters>>>;
}

export const CUSTOMER = { sub: "user-1", roles: ["CUSTOMER"] };
export const SUPPORT = { sub: "user-500", roles: ["SUPPORT"] };

/** What the store's gateway is started with in tests: quiet, without a clients' limit, with the engine under test. */
export function storeEnvironment(): Record<string, string> {
  return { PORT: "0", LOG_LEVEL: "silent", DEMO_ISSUER: "1", RATE_LIMIT_PER_MINUTE: "0", ENGINE };
}

/** The store, its services and its gateway, each with real sockets, for all tests of a file; a request may ask for faults. */
export function useStore(configFile = "gateway.config.ts"): Store {
  const running = new Map<StoreServiceName, RunningService>();
  let gateway: Gateway | undefined;

  beforeAll(async () => {
    const environment = storeEnvironment();
    for (const name of storeServiceNames) {
      const createService = await storeServices[name].load();
      const service = await serve(createService({}), 0);
      running.set(name, service);
      environment[`${name.toUpperCase()}_SERVICE_URL`] = service.url;
    }
    const { config, directory } = await loadConfig(configFile, environment);
    gateway = await createGateway({ ...config, faultInjection: true }, { directory, environment });
  });

  afterAll(async () => {
    await gateway?.dispose();
    await Promise.all([...running.values()].map((service) => service.close()));
  });

  const opened = (): Gateway => {
    if (gateway === undefined) throw new Error("The store is open in tests only.");
    return gateway;
  };
  const askText: Store["askText"] = (query, principal) => askAs(query, {}, principal);
  async function askAs(
    query: string,
    variables: Record<string, unknown>,
    principal?: { sub: string; roles: readonly string[] },
  ) {
    const headers = principal === undefined ? undefined : { authorization: `Bearer ${await token(principal)}` };
    return ask(opened().url, query, variables, headers);
  }
  const token: Store["token"] = async (principal) => (await opened().demoIssuer?.sign(principal)) ?? "";

  return {
    get url() {
      return opened().url;
    },
    ask: (operation, variables, principal) => askAs(operation.toString(), variables, principal) as Promise<never>,
    askText,
    token,
    async clearCounters() {
      await Promise.all(
        [...running.values()].map(({ countersUrl }) => fetch(`${countersUrl}/counters`, { method: "DELETE" })),
      );
    },
    async openSubscriptions(name) {
      const answer = await fetch(`${running.get(name)?.countersUrl}/subscriptions`);
      return ((await answer.json()) as { open: number }).open;
    },
    async counters() {
      const entries = await Promise.all(
        [...running].map(
          async ([name, { countersUrl }]) =>
            [name, (await (await fetch(`${countersUrl}/counters`)).json()) as Counters] as const,
        ),
      );
      return Object.fromEntries(entries.filter(([, { requests }]) => requests > 0));
    },
  };
}

/** How many calls each service was asked. */
export function callsOf(
  counters: Partial<Record<StoreServiceName, Counters>>,
): Partial<Record<StoreServiceName, number>> {
  return Object.fromEntries(Object.entries(counters).map(([name, { requests }]) => [name, requests]));
}
