import { DateTime } from "../../../schema/scalars.ts";
import type { QueryResolvers } from "../generated/shipping.ts";
import type { ShipmentStore } from "./shipment-store.ts";

/** Answers the shipping contract. */
export function createShippingResolvers(store: ShipmentStore) {
  const Query: QueryResolvers = {
    shipmentsByOrderIds: (_, { orderIds }, { viewer }) => store.byOrderIds(viewer, orderIds),
    shippedOrdersByIds: (_, { ids }, { viewer }) => {
      const shipments = store.byOrderIds(viewer, ids);
      return ids.map((id, index) => ({ id, shipment: shipments[index] ?? null }));
    },
  };
  return { DateTime, Query };
}
