import type { DatabaseSync } from "node:sqlite";
import type { Shipment, ShipmentEvent } from "../generated/shipping.ts";
import { alignByKey } from "../kit/align-by-key.ts";
import { mayRead, type Viewer } from "../kit/viewer.ts";

interface ShipmentRow extends Omit<Shipment, "events"> {
  orderId: string;
  customerId: string;
  events: string;
}

/** What can be asked of the shipments. */
export type ShipmentStore = ReturnType<typeof createShipmentStore>;

/** Reads shipments from the database, each with its events, as far as the viewer may see them. */
export function createShipmentStore(database: DatabaseSync) {
  const selectByOrders = database.prepare(`
    SELECT id, order_id AS orderId, customer_id AS customerId, status, carrier, tracking_number AS trackingNumber, eta, (
      SELECT json_group_array(
        json_object('occurredAt', occurred_at, 'status', status, 'location', location) ORDER BY position
      ) FROM shipment_events WHERE shipment_number = shipments.number
    ) AS events FROM shipments WHERE order_id IN (SELECT value FROM json_each(?))`);

  function byOrderIds(viewer: Viewer, orderIds: readonly string[]): (Shipment | null)[] {
    const rows = selectByOrders.all(JSON.stringify(orderIds)) as unknown as ShipmentRow[];
    const visible = rows.filter(({ customerId }) => mayRead(viewer, customerId));
    return alignByKey(orderIds, visible, ({ orderId }) => orderId).map((row) => row && toShipment(row));
  }

  return { byOrderIds };
}

function toShipment(row: ShipmentRow): Shipment {
  return { ...row, events: JSON.parse(row.events) as ShipmentEvent[] };
}
