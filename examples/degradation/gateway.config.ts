import store from "../../gateway.config.ts";
import { defineConfig } from "../../src/index.ts";

/**
 * The store with what stands in the place of fields that fail: `npm run selvage -- start --config
 * examples/degradation/gateway.config.ts`. All of it is in `gateway.graphql` beside this file.
 */
export default defineConfig({
  ...store,
  services: store.services.map(({ contract, proto, ...service }) => ({
    ...service,
    contract: `../../${contract}`,
    ...(proto === undefined ? {} : { proto: `../../${proto}` }),
  })),
  gatewayContract: "gateway.graphql",
  routes: [],
  embedded: { module: "../store/embedded.ts" },
});
