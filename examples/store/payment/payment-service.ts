import { createContractSchema } from "../kit/contract-schema.ts";
import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { openPaymentDatabase } from "./payment-database.ts";
import { createPaymentResolvers } from "./payment-resolvers.ts";
import { addPaymentRoutes } from "./payment-routes.ts";
import { createPaymentStore } from "./payment-store.ts";

/** The payment service: who paid what. */
export function createPaymentService(options: ServiceOptions = {}): StoreService {
  const database = openPaymentDatabase(options);
  const store = createPaymentStore(database);
  return {
    name: "payment",
    schema: createContractSchema("payment", createPaymentResolvers(store)),
    addRestRoutes: (app) => addPaymentRoutes(app, store),
    dispose: () => database.close(),
  };
}
