import type { DatabaseSync } from "node:sqlite";
import type { Payment, PaymentStatus } from "../generated/payment.ts";
import { alignByKey } from "../kit/align-by-key.ts";
import { currency } from "../kit/product-facts.ts";
import { mayRead, type Viewer } from "../kit/viewer.ts";

/** A payment as it is stored, with the order that it is for. */
export interface StoredPayment extends Payment {
  orderId: string;
}

interface PaymentRow {
  id: string;
  orderId: string;
  customerId: string;
  status: PaymentStatus;
  method: string;
  amount: number;
}

/** What can be asked of the payments. */
export type PaymentStore = ReturnType<typeof createPaymentStore>;

/** Reads payments from the database, as far as the viewer may see them. */
export function createPaymentStore(database: DatabaseSync) {
  const select =
    "SELECT id, order_id AS orderId, customer_id AS customerId, status, method, amount FROM payments WHERE";
  const selectById = database.prepare(`${select} id = ?`);
  const selectByOrders = database.prepare(`${select} order_id IN (SELECT value FROM json_each(?))`);

  function byOrderIds(viewer: Viewer, orderIds: readonly string[]): (StoredPayment | null)[] {
    const payments = toVisible(viewer, selectByOrders.all(JSON.stringify(orderIds)));
    return alignByKey(orderIds, payments, ({ orderId }) => orderId);
  }

  return {
    byOrderIds,
    byOrderId: (viewer: Viewer, orderId: string) => byOrderIds(viewer, [orderId])[0] ?? null,
    byId: (viewer: Viewer, id: string) => toVisible(viewer, selectById.all(id))[0] ?? null,
  };
}

function toVisible(viewer: Viewer, rows: unknown): StoredPayment[] {
  return (rows as PaymentRow[])
    .filter(({ customerId }) => mayRead(viewer, customerId))
    .map(({ id, orderId, status, method, amount }) => ({ id, orderId, status, method, amount: { amount, currency } }));
}
