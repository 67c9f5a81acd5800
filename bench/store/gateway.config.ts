import { DateTime, Money } from "../../schema/scalars.ts";
import { defineConfig, orderDetail, productPage } from "../../src/index.ts";

/** The store with every service spoken to in GraphQL, as all contestants speak to them; their addresses come from the environment. */
export default defineConfig({
  services: [
    { name: "order", contract: "../../schema/order.graphql" },
    { name: "product", contract: "../../schema/product.graphql", passThrough: process.env["PASS_THROUGH"] === "1" },
    { name: "user", contract: "contracts/user.graphql" },
    { name: "shipping", contract: "contracts/shipping.graphql" },
    { name: "payment", contract: "contracts/payment.graphql" },
    { name: "review", contract: "../../schema/review.graphql" },
    { name: "recommendation", contract: "../../schema/recommendation.graphql" },
  ],
  gatewayContract: "../../schema/gateway.graphql",
  aggregates: [orderDetail(), productPage({ siteUrl: "https://store.example" })],
  scalars: { DateTime, Money },
});
