import { expect, it } from "vitest";
import { listRoutes } from "../../src/cli/list-routes.ts";

it("routes are listed with what they demand: a login of everybody, where the gateway demands one of everybody", () => {
  const routes = [
    { kind: "service", service: "product", public: true, paths: { "/api/products/:id": "/products/:id" } } as const,
    { kind: "operation", path: "/api/pages/:id", operation: "page.graphql", roles: ["CLERK"] } as const,
  ];
  expect(listRoutes(routes)).toBe(
    `  GET,HEAD  /api/products/:id  product /products/:id   public
  GET,HEAD  /api/pages/:id     operation page.graphql  login, role CLERK
`,
  );
  expect(listRoutes(routes, "required")).toMatch(/products\/:id +login\n.*login, role CLERK\n/);
});
