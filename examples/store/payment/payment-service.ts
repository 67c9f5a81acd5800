import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { openPaymentDatabase } from "./payment-database.ts";
import { addPaymentRoutes } from "./payment-routes.ts";
import { createPaymentStore } from "./payment-store.ts";

/** The payment service: who paid what. It speaks REST, as `openapi.yaml` says. */
export function createPaymentService(options: ServiceOptions = {}): StoreService {
  const database = openPaymentDatabase(options);
  const store = createPaymentStore(database);
  return {
    name: "payment",
    addRestRoutes: (app) => addPaymentRoutes(app, store),
    dispose: () => database.close(),
  };
}
