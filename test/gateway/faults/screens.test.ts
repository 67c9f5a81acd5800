/**
 * Every way of failing, at every service of the store, for the screens that need them all: each cell expects the exact
 * data that must be left, one error for each failed call, what `extensions.partial` tells of it, and an answer in time. What
 * is left is worked out from the healthy answer by the rules of the README. All cells run side by side against one gateway:
 * each request tells, by its id, at which service it fails and how.
 */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { storeServiceNames, type StoreServiceName } from "../../../examples/store/store-services.ts";
import type { ErrorCode } from "../../../src/errors.ts";
import { remainderOf, summaryOf, type Screen } from "../../e2e/remainders.ts";
import type { OrderDetailScreenQuery } from "../../generated/graphql.ts";
import type { GraphqlAnswer } from "../../testkit/test-gateway.ts";
import { expectNoLeak, expectPartial, missingPlaces } from "./expect-loss.ts";
import { DEADLINE_MS, TIMEOUT_MS, TOLERANCE_MS, useFaultyStore } from "./faulty-store.ts";
import { GRPC_FAULTS } from "./grpc-faults.ts";
import { HTTP_FAULTS, LOOKUP_FAULTS, REST_LOOKUP_FAULTS } from "./http-faults.ts";
import { askUntilWhole, SCREEN_NAMES, SCREENS } from "./screens.ts";

vi.setConfig({ maxConcurrency: 10 });

const REST_SERVICES: ReadonlySet<StoreServiceName> = new Set(["user", "payment"]);

interface Cell {
  readonly name: StoreServiceName;
  readonly fault: string;
  readonly screen: Screen;
  /** Null where the service says that there is nothing. */
  readonly code: ErrorCode | null;
  readonly retryAfterMs?: number | undefined;
}

const store = useFaultyStore();
const healthy = new Map<Screen, GraphqlAnswer>();

beforeAll(async () => {
  for (const screen of SCREEN_NAMES) {
    healthy.set(screen, await askUntilWhole(async () => (await store.ask(...SCREENS[screen], "healthy")).answer));
  }
});

async function expectCell({ name, fault, screen, code, retryAfterMs }: Cell, deadlineMs = DEADLINE_MS): Promise<void> {
  const id = `${name}:${fault}:${screen}:${deadlineMs}`;
  const { answer, partialHeader, tookMs } = await store.ask(...SCREENS[screen], id, deadlineMs);
  const whole = healthy.get(screen)?.data;
  const { data, errors } = remainderOf(screen, whole, new Set([name]), code ?? "");
  expect(answer.data).toEqual(data);
  expectNoLeak(answer);
  expect(tookMs).toBeLessThan(deadlineMs + TOLERANCE_MS);
  expect(store.callsOf(name, id).length > 0).toBe(ASKED[screen].includes(name));
  if (code === null || Object.keys(errors).length === 0) {
    expect(answer).toEqual({ data });
    expect(partialHeader).toBeNull();
  } else {
    expect(summaryOf(answer)).toEqual(errors);
    // What is asked for anew after a failure is the same call; of one call, each lookup may fail for itself.
    if (!(fault in LOOKUP_FAULTS)) expect(answer.errors).toHaveLength(new Set(store.callsOf(name, id)).size);
    expectPartial(answer, { service: name, code, retryAfterMs }, missingPlaces(whole, data));
    expect(partialHeader).toBe(name);
  }
  // Nothing is left of it for the next one.
  expect((await store.ask(...SCREENS[screen], "healthy")).answer).toEqual(healthy.get(screen));
}

/** Which services a screen asks. Of another one nobody notices how it fails. */
const ASKED: Readonly<Record<Screen, readonly StoreServiceName[]>> = {
  orderDetail: ["order", "product", "user", "shipping", "payment", "review"],
  productPage: ["product", "user", "review", "recommendation"],
  orders: ["order", "product", "user", "shipping"],
};

const cells = storeServiceNames.flatMap((name) =>
  Object.entries(name === "shipping" ? GRPC_FAULTS : HTTP_FAULTS).flatMap(
    ([fault, { code, overRest = code, retryAfterMs, isSlow }]) =>
      SCREEN_NAMES.filter(
        // A list is as slow in one way as in another: what waits for the time limit is not tried more often than it tells.
        (screen) => fault === "hang" || (ASKED[screen].includes(name) && !(screen === "orders" && isSlow === true)),
      ).map((screen) => ({
        name,
        fault,
        screen,
        code: REST_SERVICES.has(name) ? overRest : code,
        retryAfterMs,
        isSlow,
      })),
  ),
);

describe.concurrent("a service fails", () => {
  it.for(cells)("$screen: $name $fault", (cell) => expectCell(cell));

  const lookedUp = [
    ["orderDetail", "order"],
    ["orderDetail", "product"],
    ["orderDetail", "review"],
    ["orders", "product"],
    ["productPage", "product"],
    ["productPage", "review"],
    ["productPage", "recommendation"],
    ["orderDetail", "user"],
    ["orderDetail", "payment"],
    ["productPage", "user"],
    ["orders", "user"],
  ] as const;
  const lookupCells = lookedUp.flatMap(([screen, name]) =>
    Object.keys(REST_SERVICES.has(name) ? REST_LOOKUP_FAULTS : LOOKUP_FAULTS).map((fault) => ({
      name,
      fault,
      screen,
      code: "SERVICE_BAD_RESPONSE" as const,
    })),
  );
  it.for(lookupCells)("$screen: $name $fault", (cell) => expectCell(cell));

  it("orderDetail: product duplicate-keys: the others alone are lost", async () => {
    const whole = healthy.get("orderDetail")?.data as OrderDetailScreenQuery;
    const rest = structuredClone(whole);
    const { order, products = [] } = rest.orderDetail ?? {};
    expect(products.length).toBeGreaterThan(1);
    order?.items.slice(1).forEach((item) => (item.product = null));
    products.splice(1);
    const id = "product:duplicate-keys:orderDetail";
    const { answer } = await store.ask(...SCREENS.orderDetail, id);
    expect(answer.data).toEqual(rest);
    expect(Object.keys(summaryOf(answer))).toEqual(["product SERVICE_BAD_RESPONSE"]);
    expectPartial(answer, { service: "product", code: "SERVICE_BAD_RESPONSE" }, missingPlaces(whole, rest));
  });

  const harmless = storeServiceNames.flatMap((name) =>
    name === "shipping" ? [] : ["duplicate-members", "unasked-answer"].map((fault) => ({ name, fault })),
  );
  it.for(harmless)("$name $fault: nobody notices", async ({ name, fault }) => {
    for (const screen of SCREEN_NAMES) {
      const { answer } = await store.ask(...SCREENS[screen], `${name}:${fault}:${screen}`);
      expect(answer).toEqual(healthy.get(screen));
      expect((await store.ask(...SCREENS[screen], "healthy")).answer).toEqual(answer);
    }
  });

  const slowCells = cells.flatMap((cell) => {
    const { name, screen, fault, isSlow } = cell;
    const isTried = screen === "orderDetail" || (screen === "productPage" && fault === "hang");
    return isSlow === true && isTried && ASKED[screen].includes(name)
      ? [{ ...cell, code: "DEADLINE_EXCEEDED" as const }]
      : [];
  });
  it.for(slowCells)("$screen, at its deadline: $name $fault", (cell) => expectCell(cell, TIMEOUT_MS - 500));
}, 60_000);
