import type { StoreServiceName } from "../../examples/store/store-services.ts";
import type { OrderDetailScreenQuery, OrderListQuery, ProductPageWebQuery } from "../generated/graphql.ts";

import type { GraphqlAnswer } from "../testkit/test-gateway.ts";

export type Screen = "orderDetail" | "productPage" | "orders";

export interface Remainder {
  readonly data: unknown;
  /** By `service CODE`, the places where it shows. */
  readonly errors: Readonly<Record<string, string[]>>;
}

/** What must be left of a screen's healthy data when services are down: the README's rules, field by field. */
export function remainderOf(
  screen: Screen,
  healthy: unknown,
  down: ReadonlySet<StoreServiceName>,
  code: string,
): Remainder {
  const places = new Map<StoreServiceName, string[]>();
  const isDown = (service: StoreServiceName, ...paths: string[]): boolean => {
    if (!down.has(service)) return false;
    places.set(service, [...(places.get(service) ?? []), ...paths]);
    return true;
  };
  const data = structuredClone(healthy);
  if (screen === "orderDetail") takeFromOrderDetail(data as OrderDetailScreenQuery, isDown);
  if (screen === "productPage") takeFromProductPage(data as ProductPageWebQuery, isDown);
  if (screen === "orders") takeFromOrders(data as OrderListQuery, isDown);
  return {
    data,
    errors: Object.fromEntries([...places].map(([service, paths]) => [`${service} ${code}`, paths.toSorted()])),
  };
}

/** Which service failed how, and where it shows; an upstream call that failed is one entry. */
export function summaryOf({ errors = [] }: GraphqlAnswer) {
  const places = new Map<string, Set<string>>();
  for (const { path = [], extensions = {} } of errors) {
    const key = `${String(extensions["service"])} ${String(extensions["code"])}`;
    const known = places.get(key) ?? new Set<string>();
    places.set(key, known);
    for (const place of [path, ...((extensions["paths"] as string[][] | undefined) ?? [])]) known.add(place.join("."));
  }
  return Object.fromEntries([...places].map(([key, known]) => [key, [...known].toSorted()]));
}

type IsDown = (service: StoreServiceName, ...paths: string[]) => boolean;

function takeFromOrderDetail({ orderDetail: detail }: OrderDetailScreenQuery, isDown: IsDown): void {
  if (!detail) throw new Error("The healthy answer has an order.");
  if (isDown("user", "orderDetail.customer")) detail.customer = null;
  if (isDown("shipping", "orderDetail.shipment")) detail.shipment = null;
  if (isDown("payment", "orderDetail.payment")) detail.payment = null;
  // The products come from the order's lines: the order is to blame, and no other service is asked for them.
  if (isDown("order", "orderDetail.order", "orderDetail.products")) {
    detail.order = null;
    detail.products = [];
    return;
  }
  if (isDown("product", "orderDetail.products")) {
    // With the products their ratings are gone; that the review service failed is told all the same.
    isDown("review", "orderDetail.products");
    detail.products = [];
    detail.order?.items.forEach((item, index) => {
      isDown("product", `orderDetail.order.items.${index}.product.name`);
      item.product = null;
    });
  }
  detail.products.forEach((product, index) => {
    if (isDown("review", `orderDetail.products.${index}.averageRating`)) product.averageRating = null;
  });
}

function takeFromProductPage({ productPage: page }: ProductPageWebQuery, isDown: IsDown): void {
  if (!page) throw new Error("The healthy answer has a product.");
  if (isDown("recommendation", "productPage.recommendations")) page.recommendations = [];
  if (isDown("review", "productPage.reviews", "productPage.topReviews")) {
    page.reviews = [];
    page.topReviews = [];
  }
  page.reviews.forEach((review, index) => {
    if (isDown("user", `productPage.reviews.${index}.author.name`)) review.author = null;
  });
  if (
    isDown(
      "product",
      "productPage.product",
      "productPage.relatedProducts",
      "productPage.breadcrumbs",
      "productPage.seoMetadata",
    )
  ) {
    Object.assign(page, { product: null, relatedProducts: [], breadcrumbs: [], seoMetadata: null });
    // The recommended products are known by their ids alone, then: each is left out.
    if (page.recommendations.length > 0) {
      isDown("product", "productPage.recommendations");
      isDown("review", "productPage.recommendations");
      page.recommendations = [];
    }
  }
  if (page.product && isDown("review", "productPage.product.averageRating")) page.product.averageRating = null;
  page.recommendations.forEach((product, index) => {
    if (isDown("review", `productPage.recommendations.${index}.averageRating`)) product.averageRating = null;
  });
}

function takeFromOrders(data: OrderListQuery, isDown: IsDown): void {
  if (isDown("order", "orders")) {
    data.orders = null;
    return;
  }
  data.orders?.nodes.forEach((order, index) => {
    const at = `orders.nodes.${index}`;
    if (isDown("user", `${at}.customer.name`)) order.customer = null;
    if (isDown("shipping", `${at}.shipment`)) order.shipment = null;
    order.items.forEach((item, line) => {
      if (isDown("product", `${at}.items.${line}.product.name`)) item.product = null;
    });
  });
}
