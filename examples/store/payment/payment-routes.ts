import type { FastifyInstance } from "fastify";
import { createRefusal } from "../kit/refusal.ts";
import { readParameter, type RestQuery } from "../kit/rest-query.ts";
import { readViewer } from "../kit/viewer.ts";
import type { PaymentStore } from "./payment-store.ts";

/** Adds the REST paths of the payment service. */
export function addPaymentRoutes(app: FastifyInstance, store: PaymentStore): void {
  app.get<{ Params: { id: string } }>("/payments/:id", ({ params, headers }) => {
    const payment = store.byId(readViewer(headers), params.id);
    if (payment === null) {
      throw createRefusal("NOT_FOUND", `There is no payment "${params.id}".`);
    }
    return payment;
  });

  // An order has one payment at most: of one order it is the payment itself, of several a list in their order.
  app.get<{ Querystring: RestQuery }>("/payments", ({ query, headers }) => {
    const orderIds = readParameter(query, "orderIds");
    if (orderIds) return store.byOrderIds(readViewer(headers), orderIds.split(","));
    const orderId = readParameter(query, "orderId");
    if (!orderId) {
      throw createRefusal(
        "BAD_USER_INPUT",
        '"orderId" must name an order, such as "order-1", or "orderIds" several, such as "order-1,order-2".',
      );
    }
    const payment = store.byOrderId(readViewer(headers), orderId);
    if (payment === null) {
      throw createRefusal("NOT_FOUND", `There is no payment of order "${orderId}".`);
    }
    return payment;
  });
}
