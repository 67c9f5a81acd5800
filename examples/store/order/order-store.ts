import type { DatabaseSync } from "node:sqlite";
import type { Order, OrderItem, OrderStatus } from "../generated/order.ts";
import { alignByKey } from "../kit/align-by-key.ts";
import { createBatchedLookup } from "../kit/batched-lookup.ts";
import type { PageRequest } from "../kit/connection.ts";
import { currency } from "../kit/product-facts.ts";
import { isStaff, mayRead, type Viewer } from "../kit/viewer.ts";

/** An order as it is stored, always with the customer's id. */
export interface StoredOrder extends Order {
  customer: { id: string; orders: null };
}

interface OrderRow {
  id: string;
  customerId: string;
  status: OrderStatus;
  placedAt: string;
  total: number;
  items: string;
}

/** What can be asked of the orders. */
export type OrderStore = ReturnType<typeof createOrderStore>;

/** Reads orders from the database, each with its items, as far as the viewer may see them. */
export function createOrderStore(database: DatabaseSync) {
  const select = `SELECT id, customer_id AS customerId, status, placed_at AS placedAt, total, (
    SELECT json_group_array(json_array(product_id, quantity, unit_price) ORDER BY position)
    FROM order_items WHERE order_id = orders.id
  ) AS items FROM orders WHERE`;
  const selectByIds = database.prepare(`${select} id IN (SELECT value FROM json_each(?))`);
  const selectByCustomers = database.prepare(`${select} number IN (
    SELECT number FROM (
      SELECT number, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY number DESC) AS place
      FROM orders WHERE customer_id IN (SELECT value FROM json_each(?))
    ) WHERE place <= ?
  ) ORDER BY number DESC`);
  const behind = "number < :after AND (:status IS NULL OR status = :status) ORDER BY number DESC LIMIT :limit";
  const selectPage = database.prepare(`${select} ${behind}`);
  const selectOwnPage = database.prepare(`${select} customer_id = :customer AND ${behind}`);

  function byIds(viewer: Viewer, ids: readonly string[]): (StoredOrder | null)[] {
    const orders = toOrders(selectByIds.all(JSON.stringify(ids)));
    const visible = orders.filter(({ customer }) => mayRead(viewer, customer.id));
    return alignByKey(ids, visible, ({ id }) => id);
  }

  /** Newest first, one order more than the page holds. */
  function page(viewer: Viewer, { first, after }: PageRequest, status: OrderStatus | null): StoredOrder[] {
    const values = { after: after ?? Number.MAX_SAFE_INTEGER, status, limit: first + 1 };
    if (isStaff(viewer)) {
      return toOrders(selectPage.all(values));
    }
    return viewer.id === null ? [] : toOrders(selectOwnPage.all({ ...values, customer: viewer.id }));
  }

  /** A customer's newest orders, whoever asks. */
  const ofCustomer = createBatchedLookup<Order[]>((customerIds, first) => {
    const orders = toOrders(selectByCustomers.all(JSON.stringify(customerIds), first));
    return Map.groupBy(orders, ({ customer }) => customer.id);
  });

  return { byIds, byId: (viewer: Viewer, id: string) => byIds(viewer, [id])[0] ?? null, page, ofCustomer };
}

function toOrders(rows: unknown): StoredOrder[] {
  return (rows as OrderRow[]).map(({ customerId, total, items, ...row }) => ({
    ...row,
    // The orders of a user have a resolver of their own.
    customer: { id: customerId, orders: null },
    items: (JSON.parse(items) as [string, number, number][]).map(toItem),
    total: { amount: total, currency },
  }));
}

function toItem([productId, quantity, unitPrice]: [string, number, number]): OrderItem {
  return { product: { id: productId }, quantity, unitPrice: { amount: unitPrice, currency } };
}
