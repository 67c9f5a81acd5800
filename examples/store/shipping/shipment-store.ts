import type { DatabaseSync } from "node:sqlite";
import type { Shipment, ShipmentEvent } from "../generated/shipping.ts";
import { mayRead, type Viewer } from "../kit/viewer.ts";

/** A shipment, and whose it is. */
export interface StoredShipment extends Shipment {
  readonly orderId: string;
  readonly customerId: string;
}

type ShipmentRow = Omit<StoredShipment, "events"> & { readonly events: string };

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

  function byOrderIds(viewer: Viewer, orderIds: readonly string[]): StoredShipment[] {
    const rows = selectByOrders.all(JSON.stringify(orderIds)) as unknown as ShipmentRow[];
    return rows.filter(({ customerId }) => mayRead(viewer, customerId)).map(toShipment);
  }

  return { byOrderIds };
}

function toShipment(row: ShipmentRow): StoredShipment {
  return { ...row, events: JSON.parse(row.events) as ShipmentEvent[] };
}
