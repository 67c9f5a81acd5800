import type { ServiceOptions } from "./kit/open-database.ts";
import type { StoreService } from "./kit/store-service.ts";

interface StoreServiceEntry {
  /** The port that the service has when it runs alone. */
  readonly port: number;
  /** Where it answers, behind its address. */
  readonly path: "/graphql" | "";
  /** Loads this service's modules, and no other's. */
  readonly load: () => Promise<(options: ServiceOptions) => StoreService>;
}

/** The store's services. */
export const storeServices = {
  order: {
    port: 4101,
    path: "/graphql",
    load: async () => (await import("./order/order-service.ts")).createOrderService,
  },
  product: {
    port: 4102,
    path: "/graphql",
    load: async () => (await import("./product/product-service.ts")).createProductService,
  },
  user: { port: 4103, path: "", load: async () => (await import("./user/user-service.ts")).createUserService },
  shipping: {
    port: 4104,
    path: "",
    load: async () => (await import("./shipping/shipping-service.ts")).createShippingService,
  },
  payment: {
    port: 4105,
    path: "",
    load: async () => (await import("./payment/payment-service.ts")).createPaymentService,
  },
  review: {
    port: 4106,
    path: "/graphql",
    load: async () => (await import("./review/review-service.ts")).createReviewService,
  },
  recommendation: {
    port: 4107,
    path: "/graphql",
    load: async () => (await import("./recommendation/recommendation-service.ts")).createRecommendationService,
  },
} as const satisfies Record<string, StoreServiceEntry>;

/**
 * Where a gRPC service that has this port tells what it was asked: on the next port that is none of the store's, 4108 for
 * 4104. Undefined for a port that is still to be found.
 */
export function countersPortOf(port: number): number | undefined {
  if (port === 0) {
    return undefined;
  }
  const taken = new Set<number>(Object.values(storeServices).map((entry) => entry.port));
  let next = port + 1;
  while (taken.has(next)) {
    next += 1;
  }
  return next;
}

/** The name of one of the store's services. */
export type StoreServiceName = keyof typeof storeServices;

export const storeServiceNames = Object.keys(storeServices) as StoreServiceName[];

/** Reads a service's name; throws when there is no such service. */
export function parseServiceName(text: string): StoreServiceName {
  const name = storeServiceNames.find((known) => known === text);
  if (name === undefined) {
    throw new Error(`There is no service "${text}", only ${storeServiceNames.join(", ")}.`);
  }
  return name;
}

/** Reads a port, 0 for a free one; throws when it is none. */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new Error(`"${text}" is not a port: a whole number from 0 to 65535.`);
  }
  return Number(text);
}
