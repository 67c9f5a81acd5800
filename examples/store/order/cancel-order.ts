import type { DatabaseSync } from "node:sqlite";
import { createRefusal } from "../kit/refusal.ts";
import type { Viewer } from "../kit/viewer.ts";
import type { OrderStore, StoredOrder } from "./order-store.ts";

/** Prepares what cancels an order that the viewer may see, and returns the order as it then is. */
export function prepareCancelOrder(
  database: DatabaseSync,
  store: OrderStore,
): (viewer: Viewer, id: string) => StoredOrder | null {
  const cancel = database.prepare("UPDATE orders SET status = 'CANCELLED' WHERE id = ?");

  return (viewer, id) => {
    const order = store.byId(viewer, id);
    if (order === null) {
      return null;
    }
    if (order.status === "SHIPPED" || order.status === "DELIVERED") {
      const state = order.status === "SHIPPED" ? "on its way" : "delivered";
      throw createRefusal("BAD_USER_INPUT", `"${id}" is already ${state} and can no longer be cancelled.`);
    }
    cancel.run(id);
    return { ...order, status: "CANCELLED" };
  };
}
