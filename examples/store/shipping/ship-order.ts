import type { Shipment, ShipmentEvent, ShipmentStatus } from "../generated/shipping.ts";
import { hour, seededAt, type OrderFacts } from "../kit/order-facts.ts";
import { createRandom } from "../kit/random.ts";

const carriers = [
  { name: "Northway Parcel", prefix: "NW" },
  { name: "Blue Heron Express", prefix: "BH" },
  { name: "Swift and Sons", prefix: "SS" },
];
const warehouses = ["Leipzig", "Rotterdam"];
const depots = ["Hamburg", "Frankfurt", "Lyon", "Vienna", "Milan", "Prague", "Copenhagen", "Warsaw"];

/** Draws the way of a seeded order's parcel, up to the moment that the demo data describes. */
export function shipOrder(order: OrderFacts): Omit<Shipment, "id" | "status"> {
  const random = createRandom(`shipment of ${order.id}`);
  const carrier = random.pick(carriers);
  const depot = random.pick(depots);
  const way: [ShipmentStatus, string][] = [
    ["LABEL_CREATED", random.pick(warehouses)],
    ["IN_TRANSIT", random.pick(depots)],
    ...(random.chance(0.5) ? [["IN_TRANSIT", depot] satisfies [ShipmentStatus, string]] : []),
    ["OUT_FOR_DELIVERY", depot],
    ["DELIVERED", depot],
  ];

  // At most 48 + 4 * 20 hours, so that a parcel of an order of eight days ago has arrived.
  let moment = order.placedAt + random.integer(12, 48) * hour;
  const planned = way.map(([status, location]) => {
    const event = { occurredAt: moment, status, location };
    moment += random.integer(6 * 3600, 20 * 3600) * 1000;
    return event;
  });
  const events = planned.filter(
    ({ occurredAt, status }) => order.status === "DELIVERED" || (occurredAt <= seededAt && status !== "DELIVERED"),
  );
  return {
    carrier: carrier.name,
    trackingNumber: `${carrier.prefix}${random.integer(1e9, 9e9)}`,
    eta: events.length === 1 ? null : new Date(planned.at(-1)!.occurredAt).toISOString(),
    events: events.map((event): ShipmentEvent => ({ ...event, occurredAt: new Date(event.occurredAt).toISOString() })),
  };
}
