/**
 * The store's services as processes of their own, killed and frozen one by one and two by two, while the gateway runs
 * on. What must be left of each screen is worked out from the healthy answer by the rules of the README.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { storeServiceNames, type StoreServiceName } from "../../examples/store/store-services.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway, type Gateway } from "../../src/index.ts";
import { freePort } from "../testkit/free-port.ts";
import { orderDetailScreen, orderList, productPageWeb } from "../testkit/operations.ts";
import { startNode, type TestProcess } from "../testkit/processes.ts";
import { CUSTOMER, storeEnvironment } from "../testkit/store.ts";
import { ask, type GraphqlAnswer } from "../testkit/test-gateway.ts";
import { remainderOf, summaryOf, type Screen } from "./remainders.ts";

const TIMEOUT_MS = 600;
const SCREENS: Readonly<Record<Screen, [query: string, variables: Record<string, unknown>]>> = {
  orderDetail: [orderDetailScreen.toString(), { id: "order-1" }],
  productPage: [productPageWeb.toString(), { id: "product-1" }],
  orders: [orderList.toString(), { first: 3 }],
};

const ports = new Map<StoreServiceName, number>();
const processes = new Map<StoreServiceName, TestProcess>();
const healthy = new Map<Screen, GraphqlAnswer>();
let gateway: Gateway;
let authorization: string;

async function start(name: StoreServiceName): Promise<void> {
  const started = startNode(["examples/store/service.ts", name, "--port", String(ports.get(name))], {}, true);
  processes.set(name, started);
  await started.until(/listens|(http|grpc):/);
}

async function askScreen(screen: Screen): Promise<GraphqlAnswer> {
  const [query, variables] = SCREENS[screen];
  return ask(gateway.url, query, variables, { authorization });
}

beforeAll(async () => {
  const environment = storeEnvironment();
  for (const name of storeServiceNames) {
    ports.set(name, await freePort());
    environment[`${name.toUpperCase()}_SERVICE_URL`] =
      `${name === "shipping" ? "grpc" : "http"}://127.0.0.1:${ports.get(name)}`;
  }
  await Promise.all(storeServiceNames.map(start));
  const { config, directory } = await loadConfig("gateway.config.ts", environment);
  const services = config.services.map((service) => ({
    ...service,
    timeoutMs: TIMEOUT_MS,
    // What is down is to be told by how it fails: breakers have tests of their own.
    circuitBreaker: false as const,
    fieldBreaker: false as const,
  }));
  gateway = await createGateway({ ...config, services }, { directory, environment });
  authorization = `Bearer ${await gateway.demoIssuer?.sign(CUSTOMER)}`;
  for (const screen of Object.keys(SCREENS) as Screen[]) {
    // The first call of a fresh process compiles; only then is it as fast as it will be.
    const answer = await vi.waitUntil(
      async () => {
        const asked = await askScreen(screen);
        return asked.errors === undefined && asked;
      },
      { timeout: 10_000 },
    );
    healthy.set(screen, answer);
  }
}, 60_000);

afterAll(async () => {
  await gateway?.dispose();
  await Promise.all([...processes.values()].map((started) => started.kill()));
});

const singles = storeServiceNames.map((name) => [name]);
const pairs = storeServiceNames.flatMap((first, index) =>
  storeServiceNames.slice(index + 1).map((second) => [first, second]),
);

async function expectRemainders(down: readonly StoreServiceName[], code: string): Promise<void> {
  for (const screen of Object.keys(SCREENS) as Screen[]) {
    const answer = await askScreen(screen);
    const expected = remainderOf(screen, healthy.get(screen)?.data, new Set(down), code);
    expect(answer.data, `${screen} without ${down.join(" and ")}`).toEqual(expected.data);
    expect(summaryOf(answer), `${screen} without ${down.join(" and ")}`).toEqual(expected.errors);
  }
}

async function expectHealed(): Promise<void> {
  for (const screen of Object.keys(SCREENS) as Screen[]) {
    await expect.poll(() => askScreen(screen), { timeout: 10_000 }).toEqual(healthy.get(screen));
  }
}

describe.each([...singles, ...pairs].map((down) => ({ down, name: down.join(" and ") })))(
  "without $name",
  ({ down }) => {
    it("killed: the rest is answered, and all of it again once restarted", async () => {
      try {
        for (const name of down) await processes.get(name)?.kill();
        await expectRemainders(down, "SERVICE_UNAVAILABLE");
      } finally {
        await Promise.all(down.map(start));
      }
      await expectHealed();
    }, 60_000);

    it("frozen: the rest is answered in time, and all of it again once it goes on", async () => {
      for (const name of down) processes.get(name)?.child.kill("SIGSTOP");
      try {
        await expectRemainders(down, "SERVICE_TIMEOUT");
      } finally {
        for (const name of down) processes.get(name)?.child.kill("SIGCONT");
      }
      await expectHealed();
    }, 60_000);
  },
);
