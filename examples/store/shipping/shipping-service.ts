import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { createShipmentProgress } from "./shipment-progress.ts";
import { createShipmentStore } from "./shipment-store.ts";
import { openShippingDatabase } from "./shipping-database.ts";
import { createShippingMethods } from "./shipping-methods.ts";

export interface ShippingServiceOptions extends ServiceOptions {
  /** How long a parcel that is watched stays in each status, in milliseconds: 5,000 when left out. */
  readonly stepMs?: number;
}

/** The shipping service: where the parcels are. */
export function createShippingService({ stepMs = 5_000, ...options }: ShippingServiceOptions = {}): StoreService {
  const database = openShippingDatabase(options);
  const progress = createShipmentProgress(database, stepMs);
  return {
    name: "shipping",
    grpc: createShippingMethods(createShipmentStore(database), progress),
    dispose() {
      progress.dispose();
      database.close();
    },
  };
}
