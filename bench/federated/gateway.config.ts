import { defineConfig } from "../../src/index.ts";

/** Four services that were built for Apollo Federation; their addresses come from the environment. */
export default defineConfig({
  services: [
    { name: "accounts", contract: "contracts/accounts.graphql" },
    { name: "products", contract: "contracts/products.graphql" },
    { name: "reviews", contract: "contracts/reviews.graphql" },
    { name: "inventory", contract: "contracts/inventory.graphql" },
  ],
});
