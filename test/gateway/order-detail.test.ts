import { beforeEach, describe, expect, it } from "vitest";
import { orderDetailScreen } from "../testkit/operations.ts";
import { callsOf, CUSTOMER, SUPPORT, useStore } from "../testkit/store.ts";

const store = useStore();
beforeEach(() => store.clearCounters());

describe("orderDetail", () => {
  it("puts an order together with all that belongs to it, with one call a service and level", async () => {
    const { data, errors } = await store.ask(orderDetailScreen, { id: "order-1" }, CUSTOMER);
    expect(errors).toBeUndefined();
    expect(data?.orderDetail?.order?.id).toBe("order-1");
    expect(data?.orderDetail?.customer?.id).toBe("user-1");
    expect(data?.orderDetail?.customer?.email).toMatch(/@/);
    expect(data?.orderDetail?.shipment?.carrier).toBeTypeOf("string");
    expect(data?.orderDetail?.payment?.method).toBeTypeOf("string");
    const lines = data?.orderDetail?.order?.items.map(({ product }) => product?.id);
    expect(lines?.length).toBeGreaterThan(1);
    expect(data?.orderDetail?.products.map(({ id }) => id)).toEqual(lines);
    expect(callsOf(await store.counters())).toEqual({
      order: 1,
      product: 1,
      user: 1,
      shipping: 1,
      payment: 1,
      review: 1,
    });
  });

  it("shows the same to staff, for whom the customer waits for the order", async () => {
    const own = await store.ask(orderDetailScreen, { id: "order-1" }, CUSTOMER);
    expect(await store.ask(orderDetailScreen, { id: "order-1" }, SUPPORT)).toEqual(own);
  });

  it("calls no service that nothing was asked of", async () => {
    await store.askText('{ orderDetail(id: "order-1") { payment { status } } }', CUSTOMER);
    expect(await store.counters()).toEqual({
      payment: { requests: 1, rootFields: {}, rest: { "GET /payments": 1 } },
    });
  });

  it("fetches the order for its keys alone where it was not selected", async () => {
    const answer = await store.askText('{ orderDetail(id: "order-1") { products { id } customer { id } } }', SUPPORT);
    expect(answer.data).toMatchObject({ orderDetail: { customer: { id: "user-1" } } });
    expect(callsOf(await store.counters())).toEqual({ order: 1, product: 1, user: 1 });
  });

  it("is null, without an error, for an unknown id and for another's order", async () => {
    const nothing = { data: { orderDetail: null } };
    expect(await store.ask(orderDetailScreen, { id: "no-such-order" }, SUPPORT)).toEqual(nothing);
    expect(await store.ask(orderDetailScreen, { id: "order-1" }, { sub: "user-2", roles: ["CUSTOMER"] })).toEqual(
      nothing,
    );
  });

  it("stays, with nulls and an empty list, where the order was not selected", async () => {
    const query =
      '{ orderDetail(id: "no-such-order") { customer { id } products { id } shipment { id } payment { id } } }';
    expect(await store.askText(query, CUSTOMER)).toEqual({
      data: { orderDetail: { customer: null, products: [], shipment: null, payment: null } },
    });
  });

  it("answers aliases, fragments, @skip and @include", async () => {
    const query = `
      query {
        first: orderDetail(id: "order-1") { ...detail }
        second: orderDetail(id: "order-1") { one: order { key: id } other: order { id: status } order @skip(if: true) { id } }
      }
      fragment detail on OrderDetail { products @include(if: false) { id } ... on OrderDetail { who: customer { name: id } } }
    `;
    expect(await store.askText(query, CUSTOMER)).toEqual({
      data: {
        first: { who: { name: "user-1" } },
        second: { one: { key: "order-1" }, other: { id: expect.stringMatching(/^(SHIPPED|DELIVERED)$/) as string } },
      },
    });
  });
});
