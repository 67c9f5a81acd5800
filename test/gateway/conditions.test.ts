import { describe, expect, it } from "vitest";
import { CUSTOMER, useStore } from "../testkit/store.ts";
import { ask } from "../testkit/test-gateway.ts";

const store = useStore();

describe("conditions by variables", () => {
  const query = `query ($reviews: Boolean!, $id: Boolean = false) {
    productPage(id: "product-1") {
      product { id @include(if: $id) name averageRating name @skip(if: $reviews) }
      topReviews(first: 1) @include(if: $reviews) { rating }
      ... @skip(if: $reviews) { breadcrumbs { label } }
    }
  }`;

  it("leave out what they say, and nothing else: neither an aggregate nor what hangs on a key", async () => {
    const product = { name: expect.any(String) as string, averageRating: expect.any(Number) as number };
    expect(await ask(store.url, query, { reviews: true })).toEqual({
      data: { productPage: { product, topReviews: [{ rating: 5 }] } },
    });
    expect(await ask(store.url, query, { reviews: false, id: true })).toEqual({
      data: {
        productPage: {
          product: { id: "product-1", ...product },
          breadcrumbs: [{ label: "Kitchen" }, { label: "Coffee and Tea" }, { label: "Kettles" }],
        },
      },
    });
  });

  it("may leave an object with nothing in it", async () => {
    const empty =
      '{ productPage(id: "product-1") { product { name @skip(if: true) } } ... @skip(if: true) { me { id } } }';
    expect(await store.askText(empty)).toEqual({ data: { productPage: { product: {} } } });
    expect(await store.askText("{ me @skip(if: true) { id } }")).toEqual({ data: {} });
  });
});

describe("names that clients choose", () => {
  it("may be anything, also names of ours and of other fields", async () => {
    const query = `{
      orderDetail(id: "order-1") {
        order { __typename: status selvage_products_items: id id: status ... on Order { ... on Order { __typename } } }
        products { name: id selvage_witness: name }
      }
    }`.replace("... on Order { ... on Order { __typename } }", "... on Order { ... on Order { placedAt } }");
    const { data, errors } = await store.askText(query, CUSTOMER);
    expect(errors).toBeUndefined();
    const { order, products } = (
      data as { orderDetail: { order: Record<string, string>; products: Record<string, string>[] } }
    ).orderDetail;
    expect(Object.keys(order)).toEqual(["__typename", "selvage_products_items", "id", "placedAt"]);
    expect(order["__typename"]).toBe(order["id"]);
    expect(order["selvage_products_items"]).toBe("order-1");
    expect(products[0]?.["name"]).toMatch(/^product-/);
  });

  it("may be what stands for nothing in a selection", async () => {
    const query = `query ($no: Boolean = false) {
      selvage_nothing: product(id: "product-1") { selvage_nothing: name }
      product(id: "product-1") { name @include(if: $no) }
      ... @include(if: $no) { me { id } }
    }`;
    const product = { selvage_nothing: "Fjord Gooseneck Kettle" };
    expect(await store.askText(query)).toEqual({ data: { selvage_nothing: product, product: {} } });
    expect(await store.askText("{ selvage_nothing: __schema { queryType { name } } }")).toEqual({
      data: { selvage_nothing: { queryType: { name: "Query" } } },
    });
    const beside = '{ selvage_nothing: __schema { queryType { name } } product(id: "product-1") { id } }';
    expect(await store.askText(beside)).toMatchObject({ data: { selvage_nothing: { queryType: { name: "Query" } } } });
  });

  it("may be such as JavaScript has for itself", async () => {
    const { data, errors } = await store.askText(
      '{ __proto__: product(id: "product-1") { __proto__: id constructor: id } toString: products(first: 1) { nodes { id __proto__: name } } }',
    );
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toMatch(
      /^\{"__proto__":\{"__proto__":"product-1","constructor":"product-1"\},"toString":\{"nodes":\[\{"id":"[^"]+","__proto__":"[^"]+"\}\]\}\}$/,
    );
  });

  it("a selection of nothing but the type's name is answered", async () => {
    const answer = await store.askText(
      '{ orderDetail(id: "order-1") { ... on OrderDetail { __typename } order { ... on Order { __typename } customer { ...who } } } } fragment who on User { ... { __typename } }',
      CUSTOMER,
    );
    expect(answer).toEqual({
      data: {
        orderDetail: { __typename: "OrderDetail", order: { __typename: "Order", customer: { __typename: "User" } } },
      },
    });
  });
});
