import { readFileSync } from "node:fs";
import { parse, print, visit } from "graphql";
import { describe, expect, it } from "vitest";
import { CUSTOMER, useStore } from "../testkit/store.ts";
import { ask } from "../testkit/test-gateway.ts";

const store = useStore("examples/degradation/gateway.config.ts");

/** How long a service hangs that is given no less: its own time, and the store's. */
const HANG_MS = 3_000;

async function timed<Result>(work: Promise<Result>): Promise<{ result: Result; tookMs: number }> {
  const startedAt = performance.now();
  return { result: await work, tookMs: performance.now() - startedAt };
}

describe("the store with policies for what fails", () => {
  it("is the store's contract but for them", () => {
    const read = (file: string) => print(visit(parse(readFileSync(file, "utf8")), { Directive: withoutDegrade }));
    const withoutDegrade = {
      enter: ({ name }: { name: { value: string } }) => (name.value === "degrade" ? null : undefined),
    };
    const example = read("examples/degradation/gateway.graphql");
    expect(example.slice(0, example.indexOf("extend type Product")).trim()).toBe(read("schema/gateway.graphql").trim());
  });

  it("shows a page without recommendations that take too long", async () => {
    const query = '{ productPage(id: "product-1") { product { name } recommendations { name } } }';
    const { result, tookMs } = await timed(ask(store.url, query, {}, { "x-fault": "recommendation=timeout" }));
    expect(result).toMatchObject({
      data: {
        productPage: { product: { name: expect.any(String) as string }, recommendations: [] },
      },
      errors: [{ path: ["productPage", "recommendations"], extensions: { code: "SERVICE_TIMEOUT" } }],
      extensions: { partial: { services: [{ name: "recommendation", state: "timeout" }] } },
    });
    expect(tookMs).toBeLessThan(HANG_MS);
  });

  it("shows the stars as they were", async () => {
    const query = '{ product(id: "product-1") { name averageRating reviewSummary { count averageRating } } }';
    const good = await ask(store.url, query);
    expect(good.data).toMatchObject({ product: { reviewSummary: { count: 16 } } });
    const stale = await ask(store.url, query, {}, { "x-fault": "review=refused" });
    expect(stale).toMatchObject({
      data: good.data as object,
      errors: [{ extensions: { code: "SERVICE_UNAVAILABLE", service: "review" } }],
      extensions: {
        partial: {
          complete: true,
          stale: [{ path: ["product", "averageRating"] }, { path: ["product", "reviewSummary"] }],
        },
      },
    });
  });

  it("shows no order whose payment is not known, and says so at once", async () => {
    const query = '{ orderDetail(id: "order-1") { order { status } shipment { status } payment { status } } }';
    const authorization = `Bearer ${await store.token(CUSTOMER)}`;
    expect((await ask(store.url, query, {}, { authorization })).data).toMatchObject({
      orderDetail: { payment: { status: expect.any(String) as string } },
    });
    const faults = { authorization, "x-fault": "payment=error; shipping=timeout" };
    const { result, tookMs } = await timed(ask(store.url, query, {}, faults));
    expect(result).toMatchObject({
      data: null,
      errors: [{ path: ["orderDetail", "payment"], extensions: { code: "SERVICE_ERROR", service: "payment" } }],
    });
    expect(tookMs).toBeLessThan(HANG_MS);
  });
});
