import { createContractSchema } from "../kit/contract-schema.ts";
import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { prepareCancelOrder } from "./cancel-order.ts";
import { openOrderDatabase } from "./order-database.ts";
import { createOrderResolvers } from "./order-resolvers.ts";
import { addOrderRoutes } from "./order-routes.ts";
import { createOrderStore } from "./order-store.ts";
import { preparePlaceOrder } from "./place-order.ts";

/** The order service: what was ordered, by whom, at which price. */
export function createOrderService(options: ServiceOptions = {}): StoreService {
  const database = openOrderDatabase(options);
  const store = createOrderStore(database);
  const placeOrder = preparePlaceOrder(database);
  const cancelOrder = prepareCancelOrder(database, store);
  return {
    name: "order",
    schema: createContractSchema("order", createOrderResolvers({ store, placeOrder, cancelOrder })),
    addRestRoutes: (app) => addOrderRoutes(app, store),
    dispose: () => database.close(),
  };
}
