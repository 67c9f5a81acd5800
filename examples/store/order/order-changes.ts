import type { DatabaseSync } from "node:sqlite";
import { createPubSub } from "graphql-yoga";
import type { OrderStatus } from "../generated/order.ts";

/** How far an order gets by itself, from one status to the next. */
const nextStatus: Partial<Record<OrderStatus, OrderStatus>> = {
  PENDING: "PAID",
  PAID: "SHIPPED",
  SHIPPED: "DELIVERED",
};
/** How many orders are on their way by themselves at a time; others stay where they are. */
const maxUnderWay = 1_000;

/** Who tells of orders whose status changed. */
export type OrderChanges = ReturnType<typeof createOrderChanges>;

/**
 * Tells of changes, and makes some: an order that was placed is paid, shipped and delivered, each `stepMs` after the one
 * before, unless it is cancelled. It stands for what a store's other systems would do.
 */
export function createOrderChanges(database: DatabaseSync, stepMs: number) {
  const published = createPubSub<{ changed: [orderId: string, change: string] }>();
  const selectStatus = database.prepare("SELECT status FROM orders WHERE id = ?");
  const updateStatus = database.prepare("UPDATE orders SET status = ? WHERE id = ?");
  const underWay = new Map<string, NodeJS.Timeout>();

  function step(id: string): void {
    underWay.delete(id);
    const next = nextStatus[selectStatus.get(id)?.["status"] as OrderStatus];
    if (next === undefined) {
      return;
    }
    updateStatus.run(next, id);
    published.publish("changed", id, id);
    start(id);
  }

  function start(id: string): void {
    if (underWay.size < maxUnderWay && !underWay.has(id)) {
      underWay.set(id, setTimeout(() => step(id), stepMs).unref());
    }
  }

  return {
    /** An order was placed: from now on it makes its way. */
    placed: start,
    /** An order's status was changed. */
    changed: (id: string) => published.publish("changed", id, id),
    /** The order's id, each time that its status changes. */
    of: (id: string) => published.subscribe("changed", id),
    dispose() {
      underWay.forEach((timer) => clearTimeout(timer));
      underWay.clear();
    },
  };
}
