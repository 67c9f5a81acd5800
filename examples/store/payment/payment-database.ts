import type { DatabaseSync } from "node:sqlite";
import type { PaymentStatus } from "../generated/payment.ts";
import { openDatabase, type ServiceOptions } from "../kit/open-database.ts";
import { seededOrders, type OrderFacts } from "../kit/order-facts.ts";
import { createRandom } from "../kit/random.ts";

const tables = `
  CREATE TABLE payments (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL GENERATED ALWAYS AS ('payment-' || number) VIRTUAL UNIQUE,
    order_id TEXT NOT NULL UNIQUE,
    customer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    method TEXT NOT NULL,
    amount INTEGER NOT NULL
  ) STRICT;
`;

// Card three times: it is the most common.
const methods = ["card", "card", "card", "direct debit", "bank transfer", "invoice"];

const statuses: Record<OrderFacts["status"], readonly PaymentStatus[]> = {
  PENDING: ["PENDING", "PENDING", "FAILED"],
  PAID: ["AUTHORIZED", "CAPTURED"],
  SHIPPED: ["CAPTURED"],
  DELIVERED: ["CAPTURED"],
  CANCELLED: ["REFUNDED", "FAILED"],
};

/** Opens the payment service's database. */
export function openPaymentDatabase(options: ServiceOptions): DatabaseSync {
  return openDatabase(options, tables, seedPayments);
}

function seedPayments(database: DatabaseSync): void {
  const insert = database.prepare(
    "INSERT INTO payments (order_id, customer_id, status, method, amount) VALUES (?, ?, ?, ?, ?)",
  );
  for (const { id, customerId, status, total } of seededOrders()) {
    const random = createRandom(`payment of ${id}`);
    insert.run(id, customerId, random.pick(statuses[status]), random.pick(methods), total);
  }
}
