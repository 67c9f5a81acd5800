import { afterAll, beforeAll, expect, test } from "vitest";
import { customer, nobody, startService, support, type TestService, type ViewerHeaders } from "./store-testkit.ts";

type RestService = "order" | "product" | "user" | "payment";
const services = {} as Record<RestService, TestService>;
beforeAll(async () => {
  for (const name of ["order", "product", "user", "payment"] as const) {
    services[name] = await startService(name);
  }
});
afterAll(async () => {
  await Promise.all(Object.values(services).map((service) => service.close()));
});

const euros = { amount: expect.any(Number), currency: "EUR" };
const order = {
  id: expect.stringMatching(/^order-\d+$/),
  customerId: expect.stringMatching(/^user-\d+$/),
  status: expect.any(String),
  placedAt: expect.any(String),
  total: euros,
  items: expect.arrayContaining([
    { productId: expect.stringMatching(/^product-\d+$/), quantity: expect.any(Number), unitPrice: euros },
  ]),
};
const payment = { id: "payment-1", orderId: "order-1", status: "CAPTURED", method: expect.any(String), amount: euros };
const ada = { id: "user-1", name: "Ada Lindqvist", email: null, createdAt: expect.any(String) };

test.each<[RestService, string, ViewerHeaders, unknown]>([
  ["order", "/orders/order-1", customer("user-1"), { ...order, id: "order-1", customerId: "user-1" }],
  ["order", "/orders/order-1", support, { ...order, id: "order-1" }],
  ["order", "/orders?first=2", support, { orders: [order, order], nextCursor: expect.any(String) }],
  [
    "order",
    "/orders?first=1&status=SHIPPED",
    support,
    { orders: [{ ...order, status: "SHIPPED" }], nextCursor: expect.any(String) },
  ],
  ["order", "/orders", nobody, { orders: [], nextCursor: null }],
  ["payment", "/payments/payment-1", customer("user-1"), payment],
  ["payment", "/payments?orderId=order-1", support, payment],
  ["payment", "/payments?orderIds=order-9999,order-1", customer("user-1"), [null, payment]],
  ["payment", "/payments?orderIds=order-1", customer("user-2"), [null]],
  ["user", "/users/user-1", nobody, ada],
  ["user", "/users/user-1", support, { ...ada, email: "ada.lindqvist@example.com" }],
  ["user", "/users/me", customer("user-1"), { ...ada, email: "ada.lindqvist@example.com" }],
  ["user", "/users?ids=user-2,nonsense,user-1", nobody, [{ ...ada, id: "user-2", name: "Bruno Moreau" }, null, ada]],
])("the %s service answers %s for %o", async (name, path, viewer, expected) => {
  expect(await services[name].get(path, viewer)).toEqual({ status: 200, body: expected });
});

test("a product comes whole, with its category", async () => {
  const { status, body } = await services.product.get("/products/product-7");
  expect(status).toBe(200);
  expect(body).toEqual({
    id: "product-7",
    name: "Harbour Chef Knife",
    description: expect.any(String),
    price: { amount: 7790, currency: "EUR" },
    imageUrl: "https://images.store.example/product-7/large.webp",
    thumbnailUrl: "https://images.store.example/product-7/small.webp",
    category: { id: expect.any(String), name: "Kitchen Knives", slug: "kitchen-knives" },
  });
});

test("a list goes on behind its cursor to its end", async () => {
  const search = "/products?search=french%20press&first=6";
  const names: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const { body } = await services.product.get(cursor === "" ? search : `${search}&after=${cursor}`);
    names.push(...body.products.map(({ name }: { name: string }) => name));
    cursor = body.nextCursor;
  }
  expect(names).toHaveLength(10);
  expect(new Set(names).size).toBe(10);
});

test.each<[RestService, string, ViewerHeaders, string]>([
  ["order", "/orders/order-1", customer("user-2"), 'There is no order "order-1".'],
  ["order", "/orders/order-1", nobody, 'There is no order "order-1".'],
  ["order", "/orders/order-9999", support, 'There is no order "order-9999".'],
  ["payment", "/payments/payment-1", customer("user-2"), 'There is no payment "payment-1".'],
  ["payment", "/payments/payment-9999", support, 'There is no payment "payment-9999".'],
  ["payment", "/payments?orderId=order-1", customer("user-2"), 'There is no payment of order "order-1".'],
  ["product", "/products/nonsense", nobody, 'There is no product "nonsense".'],
  ["user", "/users/user-501", nobody, 'There is no user "user-501".'],
  ["user", "/users/me", nobody, "Nobody with an account is signed in."],
  ["user", "/nothing", nobody, "There is nothing at GET /nothing."],
])("the %s service does not find %s for %o", async (name, path, viewer, message) => {
  const answer = await services[name].get(path, viewer);
  expect(answer).toEqual({ status: 404, body: { error: { code: "NOT_FOUND", message } } });
});

test.each<[RestService, string, string]>([
  ["order", "/orders?first=0", '"first" must be a whole number from 1 to 100.'],
  ["order", "/orders?first=many", '"first" must be a whole number from 1 to 100.'],
  ["order", "/orders?first=1&first=2", '"first" may be given only once.'],
  ["order", "/orders?after=nonsense", '"after" is not a cursor of this list.'],
  ["order", "/orders?status=LOST", '"status" must be one of PENDING, PAID, SHIPPED, DELIVERED, CANCELLED.'],
  ["product", "/products?first=101", '"first" must be a whole number from 1 to 100.'],
  ["product", "/products?after=b3JkZXItMTc", '"after" is not a cursor of this list.'],
  [
    "payment",
    "/payments",
    '"orderId" must name an order, such as "order-1", or "orderIds" several, such as "order-1,order-2".',
  ],
  ["user", "/users", '"ids" must name at least one user, such as "user-1,user-2".'],
])("the %s service refuses %s", async (name, path, message) => {
  const answer = await services[name].get(path, support);
  expect(answer).toEqual({ status: 400, body: { error: { code: "BAD_USER_INPUT", message } } });
});
