import { describe, expect, it } from "vitest";
import { read } from "../testkit/rest-gateway.ts";
import { CUSTOMER, SUPPORT, useStore } from "../testkit/store.ts";

const store = useStore();
const OTHER = { sub: "user-2", roles: ["CUSTOMER"] };

type Body = Record<string, unknown> & { error?: { code: string; message: string } };

async function ask(path: string, principal?: { sub: string; roles: readonly string[] }, headers = {}) {
  const authorization = principal === undefined ? {} : { authorization: `Bearer ${await store.token(principal)}` };
  return (await read(await fetch(`${store.url}${path}`, { headers: { ...authorization, ...headers } }))) as {
    status: number;
    body: Body;
  };
}

describe("the store's REST routes", () => {
  it("show products to everybody, and the rest to whoever logs in", async () => {
    expect((await ask("/api/products/product-7")).body).toMatchObject({ id: "product-7", name: "Harbour Chef Knife" });
    expect((await ask("/api/products?search=french%20press&first=2")).body["products"]).toHaveLength(2);
    for (const path of ["orders", "orders/order-1", "users/user-1", "users/me", "payments/payment-1"])
      expect(await ask(`/api/${path}`)).toEqual({
        status: 401,
        body: { error: { code: "UNAUTHENTICATED", message: "No token provided" } },
      });
  });

  it("show to each customer what is theirs alone, whoever they say they are", async () => {
    const forged = { "x-user-id": "user-1", "x-user-role": "ADMIN", X_User_Id: "user-1" };
    for (const path of ["/api/orders/order-1", "/api/payments/payment-1", "/api/payments?orderId=order-1"]) {
      expect((await ask(path, CUSTOMER)).status).toBe(200);
      expect((await ask(path, SUPPORT)).status).toBe(200);
      expect((await ask(path, OTHER, forged)).status).toBe(404);
    }
    expect((await ask("/api/users/me", CUSTOMER)).body).toMatchObject({
      id: "user-1",
      email: "ada.lindqvist@example.com",
    });
    expect((await ask("/api/users/user-1", OTHER, forged)).body).toMatchObject({ id: "user-1", email: null });
    const { body } = await ask("/api/orders?first=50", OTHER, forged);
    const owners = new Set((body["orders"] as { customerId: string }[]).map(({ customerId }) => customerId));
    expect(owners).toEqual(new Set(["user-2"]));
  });

  it("lead to no GraphQL, health or counters of any service", async () => {
    for (const name of ["orders", "products", "users", "payments"])
      for (const path of ["graphql", "health", "counters", "..%2fcounters", "..;/health"])
        expect((await ask(`/api/${name}/${path}`, SUPPORT)).status, path).toSatisfy((status: number) =>
          [400, 404].includes(status),
        );
  });

  it("answer whole screens by stored operations", async () => {
    await store.clearCounters();
    expect(await ask("/api/order-details/order-1")).toMatchObject({ status: 401 });
    expect(await store.counters()).toEqual({});
    expect((await ask("/api/order-details/order-1", CUSTOMER)).body).toMatchObject({
      data: {
        orderDetail: {
          order: { id: "order-1" },
          customer: { id: "user-1" },
          shipment: { status: expect.any(String) },
          payment: { status: "CAPTURED" },
        },
      },
    });
    expect((await ask("/api/order-details/order-1", OTHER)).status).toBe(404);
    expect((await ask("/api/order-details/nonsense", CUSTOMER)).status).toBe(404);
    const page = await ask("/api/product-pages/product-1?reviews=2&topReviews=1");
    expect(page.body["errors"]).toBeUndefined();
    expect(page.body).toMatchObject({
      data: { productPage: { product: { id: "product-1" }, reviews: [{}, {}], topReviews: [{}] } },
    });
    expect((await ask("/api/product-pages/nonsense")).status).toBe(404);
  });
});
