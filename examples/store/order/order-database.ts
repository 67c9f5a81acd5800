import type { DatabaseSync } from "node:sqlite";
import { openDatabase, type ServiceOptions } from "../kit/open-database.ts";
import { seededOrders } from "../kit/order-facts.ts";
import { priceOfProduct, productCount } from "../kit/product-facts.ts";

const tables = `
  CREATE TABLE orders (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL GENERATED ALWAYS AS ('order-' || number) VIRTUAL UNIQUE,
    customer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    placed_at TEXT NOT NULL,
    total INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX orders_by_customer ON orders (customer_id, number);
  CREATE TABLE order_items (
    order_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    product_id TEXT NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price INTEGER NOT NULL,
    PRIMARY KEY (order_id, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE price_list (product_id TEXT NOT NULL PRIMARY KEY, price INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** An order that has no id yet. */
export interface NewOrder {
  readonly customerId: string;
  readonly status: string;
  /** Milliseconds since 1970. */
  readonly placedAt: number;
  readonly lines: readonly { productId: string; quantity: number; unitPrice: number }[];
}

/** Opens the order service's database. */
export function openOrderDatabase(options: ServiceOptions): DatabaseSync {
  return openDatabase(options, tables, (database) => {
    const insertOrder = prepareInsertOrder(database);
    seededOrders().forEach(insertOrder);
    const insertPrice = database.prepare("INSERT INTO price_list VALUES (?, ?)");
    for (let product = 1; product <= productCount; product += 1) {
      insertPrice.run(`product-${product}`, priceOfProduct(product));
    }
  });
}

/** Prepares what adds an order with its items and returns the order's id; to be called within a transaction. */
export function prepareInsertOrder(database: DatabaseSync): (order: NewOrder) => string {
  const insertOrder = database.prepare(
    "INSERT INTO orders (customer_id, status, placed_at, total) VALUES (?, ?, ?, ?)",
  );
  const insertItem = database.prepare("INSERT INTO order_items VALUES (?, ?, ?, ?, ?)");
  return ({ customerId, status, placedAt, lines }) => {
    const total = lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
    const { lastInsertRowid } = insertOrder.run(customerId, status, new Date(placedAt).toISOString(), total);
    const id = `order-${lastInsertRowid}`;
    lines.forEach((line, position) => insertItem.run(id, position, line.productId, line.quantity, line.unitPrice));
    return id;
  };
}
