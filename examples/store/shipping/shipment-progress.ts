import type { DatabaseSync } from "node:sqlite";
import { createPubSub } from "graphql-yoga";
import type { ShipmentStatus } from "../generated/shipping.ts";

/** How far a parcel gets, from one status to the next. */
const nextStatus: Partial<Record<ShipmentStatus, ShipmentStatus>> = {
  LABEL_CREATED: "IN_TRANSIT",
  IN_TRANSIT: "OUT_FOR_DELIVERY",
  OUT_FOR_DELIVERY: "DELIVERED",
};

/** Who tells of parcels that get on. */
export type ShipmentProgress = ReturnType<typeof createShipmentProgress>;

/**
 * Tells of what happens to parcels, and makes it happen: a parcel that somebody watches gets on by one status every
 * `stepMs`, until it is delivered or nobody watches any more. It stands for what carriers would report.
 */
export function createShipmentProgress(database: DatabaseSync, stepMs: number) {
  const published = createPubSub<{ progress: [orderId: string, orderId: string] }>();
  const selectShipment = database.prepare("SELECT number, status FROM shipments WHERE order_id = ?");
  const updateStatus = database.prepare("UPDATE shipments SET status = ? WHERE number = ?");
  const insertEvent = database.prepare(`
    INSERT INTO shipment_events SELECT shipment_number, max(position) + 1, ?, ?, location FROM (
      SELECT * FROM shipment_events WHERE shipment_number = ? ORDER BY position
    )`);
  const watchers = new Map<string, { count: number; readonly timer: NodeJS.Timeout }>();

  function step(orderId: string): void {
    const { number, status } = selectShipment.get(orderId) as { number: number; status: ShipmentStatus };
    const next = nextStatus[status];
    if (next === undefined) {
      return;
    }
    updateStatus.run(next, number);
    insertEvent.run(new Date().toISOString(), next, number);
    published.publish("progress", orderId, orderId);
  }

  function watch(orderId: string): void {
    const known = watchers.get(orderId) ?? { count: 0, timer: setInterval(() => step(orderId), stepMs).unref() };
    known.count += 1;
    watchers.set(orderId, known);
  }

  function leave(orderId: string): void {
    const known = watchers.get(orderId);
    if (known !== undefined && --known.count === 0) {
      clearInterval(known.timer);
      watchers.delete(orderId);
    }
  }

  return {
    /** The order's id, each time that something happens to its parcel, until the signal says that nobody cares. */
    async *of(orderId: string, signal: AbortSignal): AsyncGenerator<string> {
      const events = published.subscribe("progress", orderId);
      signal.addEventListener("abort", () => void events.return(), { once: true });
      watch(orderId);
      try {
        if (!signal.aborted) {
          yield* events;
        }
      } finally {
        leave(orderId);
      }
    },
    /** How many parcels are watched. */
    watched: () => watchers.size,
    dispose() {
      watchers.forEach(({ timer }) => clearInterval(timer));
      watchers.clear();
    },
  };
}
