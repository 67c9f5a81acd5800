import type { FastifyInstance } from "fastify";
import type { OrderStatus } from "../generated/order.ts";
import { createConnection, readPage } from "../kit/connection.ts";
import { createRefusal } from "../kit/refusal.ts";
import { readPageParameters, readParameter, type RestQuery } from "../kit/rest-query.ts";
import { readViewer } from "../kit/viewer.ts";
import type { OrderStore, StoredOrder } from "./order-store.ts";

const statuses: readonly OrderStatus[] = ["PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED"];

/** Adds the REST paths of the order service. */
export function addOrderRoutes(app: FastifyInstance, store: OrderStore): void {
  app.get<{ Params: { id: string } }>("/orders/:id", ({ params, headers }) => {
    const order = store.byId(readViewer(headers), params.id);
    if (order === null) {
      throw createRefusal("NOT_FOUND", `There is no order "${params.id}".`);
    }
    return toBody(order);
  });

  app.get<{ Querystring: RestQuery }>("/orders", ({ query, headers }) => {
    const page = readPage("order", readPageParameters(query));
    const orders = store.page(readViewer(headers), page, readStatus(query));
    const { nodes, pageInfo } = createConnection(page, orders);
    return { orders: nodes.map(toBody), nextCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null };
  });
}

function readStatus(query: RestQuery): OrderStatus | null {
  const text = readParameter(query, "status");
  const status = statuses.find((known) => known === text);
  if (text !== undefined && status === undefined) {
    throw createRefusal("BAD_USER_INPUT", `"status" must be one of ${statuses.join(", ")}.`);
  }
  return status ?? null;
}

function toBody({ customer, items, ...order }: StoredOrder): object {
  return {
    ...order,
    customerId: customer.id,
    items: items.map(({ product, ...item }) => ({ productId: product?.id, ...item })),
  };
}
