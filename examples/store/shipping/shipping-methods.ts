import type { Shipment } from "../generated/shipping.ts";
import type { GrpcMethods } from "../kit/grpc-service.ts";
import type { Viewer } from "../kit/viewer.ts";
import type { ShipmentProgress } from "./shipment-progress.ts";
import type { ShipmentStore, StoredShipment } from "./shipment-store.ts";

/** Answers the methods of `shipping.proto`. */
export function createShippingMethods(store: ShipmentStore, progress: ShipmentProgress): GrpcMethods {
  function listShipments({ order_ids }: { order_ids: string[] }, viewer: Viewer) {
    return { shipments: store.byOrderIds(viewer, order_ids).map(toMessage) };
  }

  async function* trackShipment({ order_id }: { order_id: string }, viewer: Viewer, signal: AbortSignal) {
    const find = () => store.byOrderIds(viewer, [order_id]).map(toMessage)[0];
    if (find() === undefined) {
      yield {};
      return;
    }
    for await (const _event of progress.of(order_id, signal)) {
      yield { shipment: find() };
    }
  }

  return {
    proto: new URL("shipping.proto", import.meta.url),
    name: "store.shipping.v1.Shipping",
    unary: { ListShipments: listShipments },
    streams: { TrackShipment: trackShipment },
  };
}

function toMessage({ id, orderId, status, carrier, trackingNumber, eta, events }: StoredShipment) {
  return {
    id,
    order_id: orderId,
    status: statusName(status),
    carrier,
    tracking_number: trackingNumber,
    ...(eta === null ? {} : { eta: toTimestamp(eta) }),
    events: events.map((event) => ({
      occurred_at: toTimestamp(event.occurredAt),
      status: statusName(event.status),
      location: event.location,
    })),
  };
}

function statusName(status: Shipment["status"]): string {
  return `SHIPMENT_STATUS_${status}`;
}

function toTimestamp(text: string): { seconds: number; nanos: number } {
  const milliseconds = Date.parse(text);
  return { seconds: Math.floor(milliseconds / 1000), nanos: (milliseconds % 1000) * 1_000_000 };
}
