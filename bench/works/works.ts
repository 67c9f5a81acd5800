import type { ContestantName } from "../contestants/contestant.ts";
import { federatedQuery } from "./federated-query.ts";
import type { Work, WorkName } from "./work.ts";

const STORE = ["handwritten", "plain", "stitched", "planned", "hive", "hive-router", "apollo"] as const;

const comparedToHandwritten = {
  graph: "store",
  yardstick: "handwritten",
  contestants: STORE,
  comparesAnswers: true,
} as const;

/** `order-1` is of `user-1`, and so on. */
const order = (request: number) => ({ id: `order-${1 + (request % 400)}` });
const viewer = (request: number) => `user-${1 + (request % 400)}`;
const product = (request: number) => ({ id: `product-${1 + (request % 400)}` });

export const works: Readonly<Record<WorkName, Work>> = {
  a: {
    ...comparedToHandwritten,
    name: "a",
    title: "orderDetail: 6 services, 2 to 3 waves",
    operationName: "OrderDetail",
    query: `query OrderDetail($id: ID!) {
  orderDetail(id: $id) {
    order { id status placedAt total items { quantity unitPrice product { id name } } }
    customer { id name email }
    products { id name price thumbnailUrl averageRating }
    shipment { status carrier trackingNumber eta events { occurredAt status location } }
    payment { status method amount }
  }
}`,
    variables: order,
    viewer,
    requests: 4_000,
  },
  b: {
    ...comparedToHandwritten,
    name: "b",
    title: "productPage for the web: 4 services, 2 waves",
    operationName: "ProductPageWeb",
    query: `query ProductPageWeb($id: ID!) {
  productPage(id: $id) {
    product {
      id name description price imageUrl category { name slug } averageRating
      reviewSummary { count averageRating }
    }
    reviews(first: 10) { id rating title body createdAt author { id name } }
    topReviews(first: 3) { id rating title body author { name } }
    recommendations(first: 8) { id name price thumbnailUrl averageRating }
    relatedProducts(first: 6) { id name price thumbnailUrl }
    breadcrumbs { label path }
    seoMetadata { title description canonicalUrl imageUrl }
  }
}`,
    variables: product,
    requests: 4_000,
  },
  c: {
    ...comparedToHandwritten,
    name: "c",
    title: "productPage for mobile: 4 services, 2 waves",
    operationName: "ProductPageMobile",
    query: `query ProductPageMobile($id: ID!) {
  productPage(id: $id) {
    product { id name price thumbnailUrl averageRating }
    topReviews(first: 3) { rating title author { name } }
    recommendations(first: 4) { id name price thumbnailUrl }
  }
}`,
    variables: product,
    requests: 4_000,
  },
  d: {
    ...comparedToHandwritten,
    name: "d",
    title: "orders(first: 50) with items, products, customers, shipments: 4 services, 2 waves",
    operationName: "Orders",
    query: `query Orders($first: Int!, $after: String) {
  orders(first: $first, after: $after) {
    nodes {
      id status placedAt total
      customer { id name }
      items { quantity unitPrice product { id name price thumbnailUrl } }
      shipment { status carrier eta }
    }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: (request) => ({ first: 50, after: `order-${1 + (request % 19) * 50}` }),
    viewer,
    requests: 2_000,
  },
  e: {
    ...comparedToHandwritten,
    name: "e",
    title: "products(first: 20): 1 service",
    operationName: "Products",
    query: `query Products($after: String) {
  products(first: 20, after: $after) {
    nodes { id name description price imageUrl category { id name slug } }
    pageInfo { hasNextPage endCursor }
  }
}`,
    variables: (request) => ({ after: `product-${1 + (request % 19) * 20}` }),
    contestants: [...STORE, "passing", "proxy"],
    requests: 10_000,
  },
  f: {
    ...comparedToHandwritten,
    name: "f",
    title: "{ __typename }: no service",
    operationName: "Nothing",
    query: "query Nothing { __typename }",
    variables: () => ({}),
    yardstick: "echo",
    contestants: [...STORE, "echo"],
    // An echo says what it was asked: the answers of the others have nothing in common with it.
    comparesAnswers: false,
    requests: 10_000,
  },
  g: {
    ...comparedToHandwritten,
    name: "g",
    title: "a deep federated query: 4 services, several waves",
    graph: "federated",
    operationName: "Federated",
    query: federatedQuery,
    variables: (request) => ({ skip: request % 12 }),
    requests: 1_500,
  },
  h: {
    ...comparedToHandwritten,
    name: "h",
    title: "product(id): 1 service; anonymous and unlimited against signed in and limited",
    operationName: "Product",
    query: "query Product($id: ID!) { product(id: $id) { id name price } }",
    variables: product,
    contestants: [
      "handwritten",
      "stitched-open",
      "stitched-guarded",
      "planned-open",
      "planned-guarded",
    ] satisfies ContestantName[],
    requests: 10_000,
  },
};
