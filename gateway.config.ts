import { defineConfig, orderDetail, productPage } from "./src/index.ts";
import { DateTime, Money } from "./schema/scalars.ts";

/** The store: seven services, embedded wherever no address is given by `ORDER_SERVICE_URL` and its like. */
export default defineConfig({
  services: [
    // The messages of mutations are written for customers: what is wrong with an order is theirs to read.
    { name: "order", contract: "schema/order.graphql", errors: { queries: "mask", mutations: "pass" } },
    { name: "product", contract: "schema/product.graphql" },
    { name: "user", contract: "schema/user.graphql", transport: "rest" },
    {
      name: "shipping",
      contract: "schema/shipping.graphql",
      transport: "grpc",
      proto: "examples/store/shipping/shipping.proto",
    },
    { name: "payment", contract: "schema/payment.graphql", transport: "rest" },
    { name: "review", contract: "schema/review.graphql", errors: { queries: "mask", mutations: "pass" } },
    { name: "recommendation", contract: "schema/recommendation.graphql" },
  ],
  gatewayContract: "schema/gateway.graphql",
  aggregates: [orderDetail(), productPage({ siteUrl: "https://store.example" })],
  scalars: { DateTime, Money },
  routes: [
    { kind: "service", service: "product", public: true, paths: restPaths("products") },
    { kind: "service", service: "order", paths: restPaths("orders") },
    { kind: "service", service: "user", paths: { ...restPaths("users"), "/api/users/me": "/users/me" } },
    { kind: "service", service: "payment", paths: restPaths("payments") },
    { kind: "operation", path: "/api/order-details/:id", operation: "operations/order-detail.graphql" },
    {
      kind: "operation",
      path: "/api/product-pages/:id",
      operation: "operations/product-page.graphql",
      public: true,
      maxAgeSeconds: 10,
    },
  ],
  embedded: { module: "examples/store/embedded.ts" },
  examples: [
    {
      title: "a product's page, open to everybody",
      query: `{
  productPage(id: "product-1") {
    product { name price averageRating }
    topReviews(first: 3) { rating title author { name } }
    recommendations(first: 4) { name price }
    breadcrumbs { label path }
  }
}`,
    },
    {
      title: "an order in detail, for the customer who placed it",
      token: { sub: "user-1", roles: ["CUSTOMER"] },
      query: `{
  orderDetail(id: "order-1") {
    order { status placedAt total items { quantity product { name } } }
    customer { name email }
    shipment { status carrier eta }
    payment { status method }
  }
}`,
    },
  ],
});

/** A list and its items: the same paths as at the service, below `/api`. */
function restPaths(name: string): Record<string, string> {
  return { [`/api/${name}`]: `/${name}`, [`/api/${name}/:id`]: `/${name}/:id` };
}
