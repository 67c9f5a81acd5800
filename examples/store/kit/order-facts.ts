import { priceOfProduct, productCount } from "./product-facts.ts";
import { createRandom, type Random } from "./random.ts";

/** How many users the demo store has: `user-1` and so on. */
export const userCount = 500;

/** How many orders were placed before the demo begins: `order-1` and so on, oldest first. */
export const orderCount = 5000;

/** When the store took its first order. */
export const storeOpenedAt = Date.UTC(2024, 9, 1, 8);

/** The moment that the demo data describes. Before any real now, so that what is added later is the newest. */
export const seededAt = Date.UTC(2026, 2, 31, 18);

export const hour = 3_600_000;
export const day = 24 * hour;

/** What all services heard of a seeded order when it was placed. */
export interface OrderFacts {
  readonly id: string;
  readonly customerId: string;
  readonly status: "PENDING" | "PAID" | "SHIPPED" | "DELIVERED" | "CANCELLED";
  /** Milliseconds since 1970. */
  readonly placedAt: number;
  readonly lines: readonly { productId: string; quantity: number; unitPrice: number }[];
  /** The sum over the lines, in cents. */
  readonly total: number;
}

/** All orders placed before the demo begins, oldest first. */
export function seededOrders(): OrderFacts[] {
  return Array.from({ length: orderCount }, (_, index) => seededOrder(index + 1));
}

function seededOrder(number: number): OrderFacts {
  const random = createRandom(`order ${number}`);
  const interval = Math.floor((seededAt - storeOpenedAt) / orderCount / 1000) * 1000;
  const placedAt = storeOpenedAt + (number - 1) * interval + random.integer(0, interval / 1000 - 1) * 1000;
  const lines = drawLines(random, number);
  return {
    id: `order-${number}`,
    // Each user's first order comes first, so that nobody is without one.
    customerId: `user-${number <= userCount ? number : random.integer(1, userCount)}`,
    status: number === 1 ? "DELIVERED" : drawStatus(random, seededAt - placedAt),
    placedAt,
    lines,
    total: lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0),
  };
}

function drawStatus(random: Random, age: number): OrderFacts["status"] {
  if (age < day) {
    return random.chance(0.5) ? "PENDING" : "PAID";
  }
  if (random.chance(0.05)) {
    return "CANCELLED";
  }
  return age < 3 * day ? "PAID" : age < 8 * day ? "SHIPPED" : "DELIVERED";
}

function drawLines(random: Random, order: number): OrderFacts["lines"] {
  const products = new Set<number>();
  const count = order === 1 ? 3 : random.integer(1, 5);
  while (products.size < count) {
    products.add(random.integer(1, productCount));
  }
  return [...products].map((product) => ({
    productId: `product-${product}`,
    quantity: random.chance(0.75) ? 1 : random.integer(2, 4),
    unitPrice: priceOfProduct(product),
  }));
}
