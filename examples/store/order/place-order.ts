import type { DatabaseSync } from "node:sqlite";
import type { OrderItemInput } from "../generated/order.ts";
import { inTransaction } from "../kit/open-database.ts";
import { createRefusal } from "../kit/refusal.ts";
import type { Viewer } from "../kit/viewer.ts";
import { prepareInsertOrder } from "./order-database.ts";

/** Prepares what places an order for the viewer, at the prices of the price list, and returns the order's id. */
export function preparePlaceOrder(
  database: DatabaseSync,
): (viewer: Viewer, items: readonly OrderItemInput[]) => string {
  const insertOrder = prepareInsertOrder(database);
  const selectPrices = database.prepare(
    "SELECT product_id AS productId, price FROM price_list WHERE product_id IN (SELECT value FROM json_each(?))",
  );

  return (viewer, items) => {
    const customerId = viewer.id;
    if (customerId === null) {
      throw createRefusal("UNAUTHENTICATED", "Sign in to place an order.");
    }
    assertItems(items);
    const rows = selectPrices.all(JSON.stringify(items.map(({ productId }) => productId)));
    const prices = new Map(rows.map((row) => [row["productId"], row["price"] as number]));
    const lines = items.map(({ productId, quantity }) => {
      const unitPrice = prices.get(productId);
      if (unitPrice === undefined) {
        throw createRefusal("BAD_USER_INPUT", `There is no product "${productId}".`);
      }
      return { productId, quantity, unitPrice };
    });
    return inTransaction(database, () => insertOrder({ customerId, status: "PENDING", placedAt: Date.now(), lines }));
  };
}

function assertItems(items: readonly OrderItemInput[]): void {
  if (items.length === 0) {
    throw createRefusal("BAD_USER_INPUT", "An order needs at least one item.");
  }
  const seen = new Set<string>();
  for (const { productId, quantity } of items) {
    if (quantity < 1 || quantity > 99) {
      throw createRefusal("BAD_USER_INPUT", `The quantity of "${productId}" must be from 1 to 99, not ${quantity}.`);
    }
    if (seen.has(productId)) {
      throw createRefusal(
        "BAD_USER_INPUT",
        `"${productId}" is listed twice; give it one item with the whole quantity.`,
      );
    }
    seen.add(productId);
  }
}
