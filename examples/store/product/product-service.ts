import { createContractSchema } from "../kit/contract-schema.ts";
import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { openProductDatabase } from "./product-database.ts";
import { createProductResolvers } from "./product-resolvers.ts";
import { addProductRoutes } from "./product-routes.ts";
import { createProductStore } from "./product-store.ts";

/** The product service: the catalogue and its categories. */
export function createProductService(options: ServiceOptions = {}): StoreService {
  const database = openProductDatabase(options);
  const store = createProductStore(database);
  return {
    name: "product",
    schema: createContractSchema("product", createProductResolvers(store)),
    addRestRoutes: (app) => addProductRoutes(app, store),
    dispose: () => database.close(),
  };
}
