import type { Aggregate } from "./aggregate.ts";

/**
 * `OrderDetail`: an order with its customer, products, shipment and payment. Shipment and payment start together with
 * the order; so does the customer, when the viewer is one, who sees only their own orders.
 */
export function orderDetail(): Aggregate {
  return {
    type: "OrderDetail",
    rootField: "orderDetail",
    argument: "id",
    identity: "order",
    joins: [
      {
        kind: "fetch",
        field: "order",
        service: "order",
        rootField: "ordersByIds",
        argument: "ids",
        key: { from: "argument" },
      },
      {
        kind: "fetch",
        field: "customer",
        service: "user",
        rootField: "usersByIds",
        argument: "ids",
        key: {
          from: "join",
          join: "order",
          path: ["customer", "id"],
          speculative: { from: "principal.sub", roles: ["CUSTOMER"] },
        },
      },
      {
        kind: "fetch",
        field: "products",
        service: "product",
        rootField: "productsByIds",
        argument: "ids",
        key: { from: "join", join: "order", path: ["items", "product", "id"] },
      },
      {
        kind: "fetch",
        field: "shipment",
        service: "shipping",
        rootField: "shipmentsByOrderIds",
        argument: "orderIds",
        key: { from: "argument" },
      },
      {
        kind: "fetch",
        field: "payment",
        service: "payment",
        rootField: "paymentsByOrderIds",
        argument: "orderIds",
        key: { from: "argument" },
      },
    ],
  };
}
