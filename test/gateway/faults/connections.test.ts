/**
 * Faults of the connection to a service, which all calls share: each leaves of each screen what the README's rules leave of
 * it; soon the service's circuit opens, and all that changes is the reason; and when it is well again, so is everything.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { serve, type RunningService } from "../../../examples/store/kit/serve.ts";
import { storeServiceNames, storeServices, type StoreServiceName } from "../../../examples/store/store-services.ts";
import { loadConfig } from "../../../src/config/load-config.ts";
import type { ErrorCode } from "../../../src/errors.ts";
import { createGateway, type Gateway } from "../../../src/index.ts";
import { remainderOf, summaryOf, type Screen } from "../../e2e/remainders.ts";
import { startFaultyRelay, type ConnectionFault, type FaultyRelay } from "../../testkit/faulty-relay.ts";
import { partialOf } from "../../testkit/partial-schema.ts";
import { CUSTOMER, storeEnvironment } from "../../testkit/store.ts";
import { ask, type GraphqlAnswer } from "../../testkit/test-gateway.ts";
import { expectNoLeak, expectPartial, missingPlaces } from "./expect-loss.ts";
import { clock, TOLERANCE_MS } from "./faulty-store.ts";
import { askUntilWhole, SCREEN_NAMES, SCREENS } from "./screens.ts";

const TIMEOUT_MS = 1_000;
const DEADLINE_MS = 4_000;
/** It stays closed for one answer to each screen, and opens soon afterwards. */
const CIRCUIT = { minimumCalls: 20, window: 20, openMs: 250 } as const;
const RETRY = { attempts: 1, budgetBurst: 1_000 } as const;

const CODES: Readonly<Record<ConnectionFault, ErrorCode>> = {
  refused: "SERVICE_UNAVAILABLE",
  silent: "SERVICE_TIMEOUT",
  reset: "SERVICE_UNAVAILABLE",
  cut: "SERVICE_UNAVAILABLE",
  "other protocol": "SERVICE_UNAVAILABLE",
};
/** One service of each protocol: GraphQL, REST, gRPC. */
const EACH_PROTOCOL: readonly StoreServiceName[] = ["order", "user", "shipping"];

const services: RunningService[] = [];
const relays = new Map<StoreServiceName, FaultyRelay>();
const healthy = new Map<Screen, GraphqlAnswer>();
let gateway: Gateway;
let headers: Record<string, string>;

const askScreen = (screen: Screen) => ask(gateway.url, ...SCREENS[screen], headers);

async function expectHealthy(): Promise<void> {
  for (const screen of SCREEN_NAMES) {
    await expect.poll(() => askScreen(screen), { timeout: 15_000 }).toEqual(healthy.get(screen));
  }
}

beforeAll(async () => {
  const environment = storeEnvironment();
  for (const name of storeServiceNames) {
    const createService = await storeServices[name].load();
    const service = await serve(createService({}), 0);
    services.push(service);
    const url = new URL(service.url);
    const relay = await startFaultyRelay(Number(url.port));
    relays.set(name, relay);
    url.port = String(relay.port);
    environment[`${name.toUpperCase()}_SERVICE_URL`] = url.href;
  }
  const { config, directory } = await loadConfig("gateway.config.ts", environment);
  const options = {
    timeoutMs: TIMEOUT_MS,
    circuitBreaker: CIRCUIT,
    // Of two circuits the one that opens keeps the other from seeing how it goes on.
    fieldBreaker: false,
    retry: RETRY,
    deduplicate: false,
  } as const;
  gateway = await createGateway(
    { ...config, services: config.services.map((service) => ({ ...service, ...options })) },
    { directory, environment },
  );
  headers = {
    authorization: `Bearer ${await gateway.demoIssuer?.sign(CUSTOMER)}`,
    "x-request-timeout": String(DEADLINE_MS),
  };
  for (const screen of SCREEN_NAMES) {
    healthy.set(screen, await askUntilWhole(() => askScreen(screen)));
  }
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  await Promise.all([...relays.values(), ...services].map((running) => running.close()));
});

function expectRest(screen: Screen, answer: GraphqlAnswer, name: StoreServiceName, code: ErrorCode): void {
  const whole = healthy.get(screen)?.data;
  const { data, errors } = remainderOf(screen, whole, new Set([name]), code);
  expect(answer.data).toEqual(data);
  expectNoLeak(answer);
  if (Object.keys(errors).length === 0) return expect(answer).toEqual({ data });
  expect(summaryOf(answer)).toEqual(errors);
  const retryAfterMs = partialOf(answer)?.services[0]?.retryAfterMs;
  // Only a circuit knows when it makes sense to come again.
  if (code !== "SERVICE_CIRCUIT_OPEN") expect(retryAfterMs).toBeUndefined();
  else expect(retryAfterMs).toSatisfy((ms: number) => ms > 0 && ms <= CIRCUIT.openMs);
  expectPartial(answer, { service: name, code, retryAfterMs }, missingPlaces(whole, data));
}

const cells = storeServiceNames.flatMap((name) =>
  (Object.keys(CODES) as ConnectionFault[]).flatMap((fault) =>
    fault === "refused" || EACH_PROTOCOL.includes(name) ? [{ name, fault }] : [],
  ),
);

describe("the connection to a service", () => {
  it.for(cells)("$name: $fault", { timeout: 60_000 }, async ({ name, fault }) => {
    const relay = relays.get(name);
    try {
      await relay?.fail(fault);
      const startedAt = clock.now();
      const answers = await Promise.all(SCREEN_NAMES.map(askScreen));
      expect(clock.now() - startedAt).toBeLessThan(DEADLINE_MS + TOLERANCE_MS);
      SCREEN_NAMES.forEach((screen, index) => expectRest(screen, answers[index] ?? {}, name, CODES[fault]));

      const screen = name === "recommendation" ? "productPage" : "orderDetail";
      let open: GraphqlAnswer = {};
      await vi.waitUntil(
        async () => {
          [open = {}] = await Promise.all(Array.from({ length: 10 }, () => askScreen(screen)));
          return open.errors?.every(({ extensions }) => extensions?.["code"] === "SERVICE_CIRCUIT_OPEN");
        },
        { timeout: 20_000, interval: 10 },
      );
      expectRest(screen, open, name, "SERVICE_CIRCUIT_OPEN");
    } finally {
      await relay?.fail();
      await expectHealthy();
    }
  });
});
