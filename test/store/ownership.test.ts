import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  admin,
  customer,
  nobody,
  startService,
  support,
  type TestService,
  type ViewerHeaders,
  type Json,
} from "./store-testkit.ts";

// order-1 belongs to user-1, order-2 to user-2.
const seesOrder1: [who: string, viewer: ViewerHeaders, sees: boolean][] = [
  ["its customer", customer("user-1"), true],
  ["another customer", customer("user-2"), false],
  ["support", support, true],
  ["an administrator", admin, true],
  ["a role without an id", { "x-user-role": "ADMIN" }, true],
  ["nobody", nobody, false],
  ["an id that says nothing", { "x-user-id": " " }, false],
];

async function readCustomers(service: TestService, viewer: ViewerHeaders): Promise<Set<string>> {
  const { orders } = await service.data("{ orders(first: 100) { nodes { customer { id } } } }", viewer);
  return new Set(orders.nodes.map((order: Json) => order.customer.id));
}

describe("the order service", () => {
  let service: TestService;
  beforeAll(async () => void (service = await startService("order")));
  afterAll(() => service.close());

  test.each(seesOrder1)("shows order-1 to %s: %3$s", async (_, viewer, sees) => {
    const data = await service.data('{ order(id: "order-1") { id } ordersByIds(ids: ["order-1"]) { id } }', viewer);
    const shown = sees ? { id: "order-1" } : null;
    expect(data).toEqual({ order: shown, ordersByIds: [shown] });
  });

  test.each(seesOrder1)("shows the orders of user-1 to %s: %3$s", async (_, viewer, sees) => {
    const query =
      '{ orderingUsersByIds(ids: ["user-1"]) { id orders(first: 100) { nodes { id customer { id } } pageInfo { hasNextPage } } } }';
    const [user] = (await service.data(query, viewer)).orderingUsersByIds;
    expect(user.id).toBe("user-1");
    expect(user.orders.nodes.some(({ id }: Json) => id === "order-1")).toBe(sees);
    expect(user.orders.nodes.every((order: Json) => order.customer.id === "user-1")).toBe(true);
  });

  test("lists their own orders to customers, everybody's to staff and none to nobody", async () => {
    expect(await readCustomers(service, customer("user-7"))).toEqual(new Set(["user-7"]));
    expect((await readCustomers(service, support)).size).toBeGreaterThan(50);
    expect((await readCustomers(service, admin)).size).toBeGreaterThan(50);
    expect((await readCustomers(service, nobody)).size).toBe(0);
  });
});

describe("the shipping service", () => {
  let service: TestService;
  beforeAll(async () => void (service = await startService("shipping")));
  afterAll(() => service.close());

  test.each(seesOrder1)("shows the parcel of order-1 to %s: %3$s", async (_, viewer, sees) => {
    const query =
      '{ shippedOrdersByIds(ids: ["order-1"]) { id shipment { id } } shipmentsByOrderIds(orderIds: ["order-1"]) { id } }';
    const shipment = { id: "shipment-1" };
    expect(await service.data(query, viewer)).toEqual({
      shippedOrdersByIds: [sees ? { id: "order-1", shipment } : null],
      shipmentsByOrderIds: [sees ? shipment : null],
    });
  });
});

describe("the payment service", () => {
  let service: TestService;
  beforeAll(async () => void (service = await startService("payment")));
  afterAll(() => service.close());

  test.each(seesOrder1)("shows the payment of order-1 to %s: %3$s", async (_, viewer, sees) => {
    const query =
      '{ paidOrdersByIds(ids: ["order-1"]) { id payment { id } } paymentsByOrderIds(orderIds: ["order-1"]) { id } }';
    const payment = sees ? { id: "payment-1" } : null;
    expect(await service.data(query, viewer)).toEqual({
      paidOrdersByIds: [payment && { id: "order-1", payment }],
      paymentsByOrderIds: [payment],
    });
  });
});

describe("the user service", () => {
  let service: TestService;
  beforeAll(async () => void (service = await startService("user")));
  afterAll(() => service.close());

  test.each(seesOrder1)("shows the address of user-1 to %s: %3$s", async (_, viewer, sees) => {
    const { user, usersByIds } = await service.data(
      '{ user(id: "user-1") { name email } usersByIds(ids: ["user-1"]) { name email } }',
      viewer,
    );
    expect(user).toEqual({ name: "Ada Lindqvist", email: sees ? "ada.lindqvist@example.com" : null });
    expect(usersByIds).toEqual([user]);
  });

  test("takes no id for anything but an id, though a path is called like it", async () => {
    const ids = ["me", "", "..", "user-1,user-2", "user-1/../me"];
    for (const id of ids) {
      expect(
        (await service.data("query ($id: ID!) { user(id: $id) { id } }", customer("user-3"), { id })).user,
      ).toBeNull();
    }
    expect(
      (await service.data("query ($ids: [ID!]!) { usersByIds(ids: $ids) { id } }", support, { ids })).usersByIds,
    ).toEqual(ids.map(() => null));
  });

  test("tells the viewer who they are, and nobody nothing", async () => {
    expect((await service.data("{ me { id } }", customer("user-3"))).me).toEqual({ id: "user-3" });
    expect((await service.data("{ me { id } }", nobody)).me).toBeNull();
    expect((await service.data("{ me { id } }", customer("user-9999"))).me).toBeNull();
  });
});
