import { createContractSchema } from "../kit/contract-schema.ts";
import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { createShipmentStore } from "./shipment-store.ts";
import { openShippingDatabase } from "./shipping-database.ts";
import { createShippingResolvers } from "./shipping-resolvers.ts";

/** The shipping service: where the parcels are. */
export function createShippingService(options: ServiceOptions = {}): StoreService {
  const database = openShippingDatabase(options);
  return {
    name: "shipping",
    schema: createContractSchema("shipping", createShippingResolvers(createShipmentStore(database))),
    dispose: () => database.close(),
  };
}
