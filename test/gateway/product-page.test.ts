import { beforeEach, describe, expect, it } from "vitest";
import { productPageMobile, productPageWeb } from "../testkit/operations.ts";
import { ask } from "../testkit/test-gateway.ts";
import { callsOf, useStore } from "../testkit/store.ts";

const store = useStore();
beforeEach(() => store.clearCounters());

describe("productPage", () => {
  it("asks product and review alone, once each, for what a mobile screen selects", async () => {
    const { data, errors } = await store.ask(productPageMobile, { id: "product-1" });
    expect(errors).toBeUndefined();
    expect(data?.productPage?.product).toMatchObject({ id: "product-1", averageRating: expect.any(Number) as number });
    expect(data?.productPage?.topReviews).toHaveLength(3);
    expect(callsOf(await store.counters())).toEqual({ product: 1, review: 1 });
  });

  it("puts the whole page together for the web", async () => {
    const { data, errors } = await store.ask(productPageWeb, { id: "product-1" });
    expect(errors).toBeUndefined();
    const page = data?.productPage;
    expect(page?.reviews).toHaveLength(5);
    expect(page?.topReviews.map(({ rating }) => rating)).toEqual([5, 5, 5]);
    expect(page?.recommendations).toHaveLength(4);
    expect(page?.relatedProducts).toHaveLength(4);
    expect(page?.breadcrumbs).toHaveLength(3);
    expect(page?.breadcrumbs[2]?.path.split("/")).toHaveLength(4);
    expect(page?.seoMetadata?.title).toBe(page?.product?.name);
    expect(page?.seoMetadata?.canonicalUrl).toBe("https://store.example/products/product-1");
    // The recommended products' ratings and names, and the authors' names, are known a level later.
    expect(callsOf(await store.counters())).toEqual({ product: 2, review: 2, recommendation: 1, user: 1 });
  });

  it("derives breadcrumbs and metadata from the product without asking for it twice", async () => {
    const answer = await store.askText(
      '{ productPage(id: "product-1") { breadcrumbs { label } seoMetadata { imageUrl } } }',
    );
    expect(answer.errors).toBeUndefined();
    expect(callsOf(await store.counters())).toEqual({ product: 1 });
  });

  it("is null, without an error, for an unknown id", async () => {
    expect(await store.ask(productPageMobile, { id: "no-such-product" })).toEqual({ data: { productPage: null } });
  });

  it("takes a null for an argument as its default", async () => {
    const { data, errors } = await ask(
      store.url,
      'query ($n: Int) { productPage(id: "product-1") { topReviews(first: $n) { id } } }',
      { n: null },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ productPage: { topReviews: [{}, {}, {}] } });
  });

  it("tells a refused argument at its field and answers the rest", async () => {
    const answer = await store.askText(
      '{ productPage(id: "product-1") { product { id } reviews(first: 0) { id } topReviews(first: 1) { id } recommendations { id } } }',
    );
    expect(answer.data).toMatchObject({ productPage: { product: { id: "product-1" }, reviews: [], topReviews: [{}] } });
    expect(answer.errors).toMatchObject([
      { path: ["productPage", "reviews"], extensions: { code: "SERVICE_ERROR", service: "review" } },
    ]);
  });
});
