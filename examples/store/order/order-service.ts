import { createContractSchema } from "../kit/contract-schema.ts";
import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { prepareCancelOrder } from "./cancel-order.ts";
import { openOrderDatabase } from "./order-database.ts";
import { createOrderChanges } from "./order-changes.ts";
import { createOrderResolvers } from "./order-resolvers.ts";
import { addOrderRoutes } from "./order-routes.ts";
import { createOrderStore } from "./order-store.ts";
import { preparePlaceOrder } from "./place-order.ts";

export interface OrderServiceOptions extends ServiceOptions {
  /** How long an order that was placed stays in each status, in milliseconds: 5,000 when left out. */
  readonly stepMs?: number;
}

/** The order service: what was ordered, by whom, at which price. */
export function createOrderService({ stepMs = 5_000, ...options }: OrderServiceOptions = {}): StoreService {
  const database = openOrderDatabase(options);
  const store = createOrderStore(database);
  const changes = createOrderChanges(database, stepMs);
  const placeOrder = preparePlaceOrder(database);
  const cancelOrder = prepareCancelOrder(database, store);
  return {
    name: "order",
    schema: createContractSchema("order", createOrderResolvers({ store, changes, placeOrder, cancelOrder })),
    addRestRoutes: (app) => addOrderRoutes(app, store),
    dispose() {
      changes.dispose();
      database.close();
    },
  };
}
