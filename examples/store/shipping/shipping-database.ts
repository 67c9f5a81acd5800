import type { DatabaseSync } from "node:sqlite";
import { openDatabase, type ServiceOptions } from "../kit/open-database.ts";
import { seededOrders } from "../kit/order-facts.ts";
import { shipOrder } from "./ship-order.ts";

const tables = `
  CREATE TABLE shipments (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL GENERATED ALWAYS AS ('shipment-' || number) VIRTUAL,
    order_id TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    carrier TEXT NOT NULL,
    tracking_number TEXT NOT NULL,
    eta TEXT
  ) STRICT;
  CREATE TABLE shipment_events (
    shipment_number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    occurred_at TEXT NOT NULL,
    status TEXT NOT NULL,
    location TEXT NOT NULL,
    PRIMARY KEY (shipment_number, position)
  ) STRICT, WITHOUT ROWID;
`;

/** Opens the shipping service's database. */
export function openShippingDatabase(options: ServiceOptions): DatabaseSync {
  return openDatabase(options, tables, seedShipments);
}

function seedShipments(database: DatabaseSync): void {
  const insertShipment = database.prepare(
    `INSERT INTO shipments (order_id, customer_id, status, carrier, tracking_number, eta) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const insertEvent = database.prepare("INSERT INTO shipment_events VALUES (?, ?, ?, ?, ?)");
  for (const order of seededOrders()) {
    if (order.status !== "SHIPPED" && order.status !== "DELIVERED") {
      continue;
    }
    const { carrier, trackingNumber, eta, events } = shipOrder(order);
    const status = events.at(-1)!.status;
    const { lastInsertRowid } = insertShipment.run(order.id, order.customerId, status, carrier, trackingNumber, eta);
    events.forEach((event, position) =>
      insertEvent.run(lastInsertRowid, position, event.occurredAt, event.status, event.location),
    );
  }
}
