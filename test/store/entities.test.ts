import { afterAll, beforeAll, expect, test } from "vitest";
import { startService, type TestService, type Json } from "./store-testkit.ts";

let review: TestService;
beforeAll(async () => void (review = await startService("review")));
afterAll(() => review.close());

const product = (id: unknown) => ({ __typename: "Product", id });
const entities = `query ($entities: [_Any!]!, $first: Int) {
  _entities(representations: $entities) {
    __typename
    ... on Product { id averageRating reviewSummary { count averageRating } reviews(first: $first) { rating createdAt product { id } } }
  }
}`;

test("entities come in the order of the representations, with null for what is unknown", async () => {
  const asked = [
    product("product-2"),
    product("product-9999"),
    product("product-1"),
    product("product-2"),
    product(7),
    { __typename: "User", id: "product-1" },
    { __typename: "Product" },
  ];
  const { _entities } = await review.data(entities, {}, { entities: asked, first: 1 });
  expect(_entities.map((entity: Json) => entity?.id ?? null)).toEqual([
    "product-2",
    null,
    "product-1",
    "product-2",
    null,
    null,
    null,
  ]);
  expect(_entities[3]).toEqual(_entities[0]);
  expect(_entities[0].__typename).toBe("Product");
});

test("the mean is that of all ratings, to two decimals, in both places", async () => {
  const asked = ["product-1", "product-2", "product-3"].map(product);
  const { _entities } = await review.data(entities, {}, { entities: asked, first: 100 });
  for (const { averageRating, reviewSummary, reviews } of _entities) {
    const sum = reviews.reduce((total: number, { rating }: Json) => total + rating, 0);
    expect(averageRating).toBe(Math.round((sum / reviews.length) * 100) / 100);
    expect(reviewSummary).toEqual({ count: reviews.length, averageRating });
  }
});

test("each product has its own newest reviews", async () => {
  const asked = ["product-5", "product-4"].map(product);
  const all = (await review.data(entities, {}, { entities: asked, first: 100 }))._entities;
  const few = (await review.data(entities, {}, { entities: asked, first: 3 }))._entities;
  const usual = (await review.data(entities, {}, { entities: asked, first: null }))._entities;
  all.forEach(({ id, reviews }: Json, index: number) => {
    expect(reviews.every((each: Json) => each.product.id === id)).toBe(true);
    expect(reviews).toEqual(reviews.toSorted((a: Json, b: Json) => b.createdAt.localeCompare(a.createdAt)));
    expect(few[index].reviews).toEqual(reviews.slice(0, 3));
    expect(usual[index].reviews).toEqual(reviews.slice(0, 10));
  });
});

test("too many reviews are refused, and the rest is there", async () => {
  const { data, errors } = await review.ask(entities, {}, { entities: [product("product-1")], first: 101 });
  expect(errors).toMatchObject([{ path: ["_entities", 0, "reviews"], extensions: { code: "BAD_USER_INPUT" } }]);
  expect(data._entities[0]).toMatchObject({ id: "product-1", reviews: null, averageRating: expect.any(Number) });
});
