import { buildSchema } from "graphql";
import { expect, test } from "vitest";
import { serve } from "../../examples/store/kit/serve.ts";
import { startOwnService, support } from "./store-testkit.ts";

test("counters tell requests, root fields by name and REST paths, until they are reset", async () => {
  const { ask, get, url } = await startOwnService("order");
  const nothing = { requests: 0, rootFields: {}, rest: {} };
  expect(await get("/counters")).toEqual({ status: 200, body: nothing });

  await ask('{ one: order(id: "order-1") { id } other: order(id: "order-2") { id } orders { nodes { id } } }', support);
  await ask('{ ordersByIds(ids: ["order-1", "order-2"]) { id } __typename }', support);
  await ask('mutation { cancelOrder(id: "order-1") { id } }', support);
  await ask("{ nonsense }");
  await get("/orders/order-1");
  await get("/orders/order-2", support);
  await get("/orders");
  await get("/health");
  await get("/nothing");

  expect((await get("/counters")).body).toEqual({
    requests: 4,
    rootFields: { order: 2, orders: 1, ordersByIds: 1, cancelOrder: 1 },
    rest: { "GET /orders/:id": 2, "GET /orders": 1 },
  });
  expect((await fetch(`${url}/counters`, { method: "DELETE" })).status).toBe(204);
  expect((await get("/counters")).body).toEqual(nothing);
});

test("a service says that it is well", async () => {
  const { get } = await startOwnService("user");
  expect(await get("/health")).toEqual({ status: 200, body: { status: "ok" } });
});

test("GraphQL takes queries by GET, but no mutations and no forms", async () => {
  const { url } = await startOwnService("order");
  const query = await fetch(`${url}/graphql?query=${encodeURIComponent("{ __typename }")}`);
  expect(await query.json()).toEqual({ data: { __typename: "Query" } });
  const mutation = await fetch(`${url}/graphql?query=${encodeURIComponent("mutation { __typename }")}`);
  expect(mutation.status).toBe(405);
  const form = await fetch(`${url}/graphql`, {
    method: "POST",
    body: new URLSearchParams({ query: "{ __typename }" }),
  });
  expect(form.status).toBe(415);
  const page = await fetch(`${url}/graphql`, { headers: { accept: "text/html" } });
  expect(await page.text()).not.toContain("<html");
});

test("closing answers what is under way, and waits for no connection that is kept alive", async () => {
  const entered = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const schema = buildSchema("type Query { slow: String }");
  schema.getQueryType()!.getFields()["slow"]!.resolve = () => {
    entered.resolve();
    return answer.promise;
  };
  const service = await serve({ name: "slow", schema, dispose: () => {} }, 0);
  await fetch(`${service.url}/health`);
  const underWay = fetch(`${service.url}/graphql?query={slow}`);
  await entered.promise;

  const start = performance.now();
  const closed = service.close();
  answer.resolve("done");
  expect(await (await underWay).json()).toEqual({ data: { slow: "done" } });
  await closed;
  expect(performance.now() - start).toBeLessThan(4_000);
  await expect(fetch(`${service.url}/health`)).rejects.toThrow("fetch failed");
});
