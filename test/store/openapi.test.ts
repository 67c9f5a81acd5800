import { readFileSync } from "node:fs";
import SwaggerParser from "@apidevtools/swagger-parser";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fastify } from "fastify";
import { describe, expect, test } from "vitest";
import { storeServices } from "../../examples/store/store-services.ts";
import { customer, nobody, startOwnService, support, type Json } from "./store-testkit.ts";

const names = ["user", "payment"] as const;
const readDocument = async (name: string): Promise<Json> =>
  SwaggerParser.dereference(new URL(`../../examples/store/${name}/openapi.yaml`, import.meta.url).pathname);

describe.each(names)("the OpenAPI document of the %s service", (name) => {
  test("is valid, and names its routes, no more and no less", async () => {
    const path = new URL(`../../examples/store/${name}/openapi.yaml`, import.meta.url).pathname;
    await expect(SwaggerParser.validate(path)).resolves.toBeDefined();
    const service = (await storeServices[name].load())({});
    const routes: string[] = [];
    const app = fastify();
    app.addHook("onRoute", ({ method, url }) => {
      if (method !== "HEAD") routes.push(`${String(method).toLowerCase()} ${url.replaceAll(/:(\w+)/g, "{$1}")}`);
    });
    service.addRestRoutes?.(app);
    await app.ready();
    service.dispose();
    const { paths } = await readDocument(name);
    const documented = Object.entries<Json>(paths).flatMap(([route, methods]) =>
      Object.keys(methods).map((method) => `${method} ${route}`),
    );
    expect(routes.toSorted()).toEqual(documented.toSorted());
  });

  test("says that it is this service's, at its own port", () => {
    const text = readFileSync(new URL(`../../examples/store/${name}/openapi.yaml`, import.meta.url), "utf8");
    expect(text).toContain(`http://127.0.0.1:${storeServices[name].port}`);
  });
});

test.each([
  ["user", "/users?ids=user-1,nobody", "/users", nobody, 200],
  ["user", "/users?ids=user-1", "/users", support, 200],
  ["user", "/users", "/users", nobody, 400],
  ["user", "/users/user-1", "/users/{id}", support, 200],
  ["user", "/users/nobody", "/users/{id}", nobody, 404],
  ["user", "/users/me", "/users/me", customer("user-1"), 200],
  ["user", "/users/me", "/users/me", nobody, 404],
  ["payment", "/payments?orderIds=order-1,none", "/payments", support, 200],
  ["payment", "/payments?orderId=order-1", "/payments", support, 200],
  ["payment", "/payments?orderId=none", "/payments", support, 404],
  ["payment", "/payments", "/payments", support, 400],
  ["payment", "/payments/payment-1", "/payments/{id}", support, 200],
  ["payment", "/payments/none", "/payments/{id}", support, 404],
] as const)("the %s service answers %s as its document says", async (name, path, route, viewer, status) => {
  const { get } = await startOwnService(name);
  const answer = await get(path, viewer);
  expect(answer.status).toBe(status);
  const { paths } = await readDocument(name);
  const schema = paths[route].get.responses[String(status)].content["application/json"].schema;
  const ajv = new Ajv2020({ formats: { "date-time": true } });
  expect(ajv.validate(schema, answer.body), ajv.errorsText()).toBe(true);
});
