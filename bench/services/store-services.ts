import type { Entity, Values } from "./answer-operation.ts";
import { page } from "./page.ts";
import {
  orders,
  payments,
  productPageFacts,
  products,
  recommendedIds,
  relatedProducts,
  reviews,
  shipments,
  users,
} from "./store-data.ts";

const byId = (entities: readonly Entity[]) => new Map(entities.map((entity) => [entity["id"] as string, entity]));
/** The place of `order-17` in a list of orders: 16. */
const placeOf = (id: string) => Number(id.slice(id.lastIndexOf("-") + 1)) - 1;

interface Representation {
  readonly __typename: string;
  readonly id: string;
}

type Finder = (id: string) => Entity | null | undefined;

/** The two fields of a Federation subgraph beside its own. */
function entities(finders: Readonly<Record<string, Finder>>): Values {
  return {
    _entities: ({ representations }: { representations: readonly Representation[] }) =>
      representations.map(({ __typename, id }) => finders[__typename]?.(id) ?? null),
  };
}

/** A lookup: a list of ids to a list of the same length. */
const lookup = (argument: string, find: Finder) => (values: Values) =>
  (values[argument] as readonly string[]).map((id) => find(id) ?? null);

const relatedTo = (id: string, first: number) => relatedProducts[placeOf(id)]?.slice(0, first);
const findShipment: Finder = (id) => shipments[placeOf(id)];
const findPayment: Finder = (id) => payments[placeOf(id)];
const newest = (id: string, first: number) => reviews[placeOf(id)]?.slice(0, first);
const recommend = (id: string, first: number) =>
  recommendedIds[placeOf(id)]?.slice(0, first).map((other): Entity => ({ __typename: "Product", id: other }));

function orderService(): Values {
  const ordersById = byId(orders);
  const findOrder: Finder = (id) => ordersById.get(id);
  const ordersOf = new Map(
    users.map(({ id }) => [id as string, orders.filter((order) => (order["customer"] as Entity)["id"] === id)]),
  );
  const findUser: Finder = (id) => ({
    __typename: "User",
    id,
    orders: (values: Values) => page("Order", ordersOf.get(id) ?? [], values),
  });
  const findDetail: Finder = (id) => {
    const order = ordersById.get(id);
    if (order === undefined) return null;
    const items = order["items"] as Array<{ product: Entity }>;
    const bought = [...new Map(items.map(({ product }) => [product["id"], product])).values()];
    return { __typename: "OrderDetail", id, order, customer: order["customer"], products: bought };
  };
  return {
    order: ({ id }: { id: string }) => findOrder(id),
    orders: (values: Values) => page("Order", orders, values),
    ordersByIds: lookup("ids", findOrder),
    orderingUsersByIds: lookup("ids", findUser),
    orderDetail: ({ id }: { id: string }) => findDetail(id),
    ...entities({ Order: findOrder, User: findUser, OrderDetail: findDetail }),
  };
}

function productService(): Values {
  const productsById = byId(products);
  const findProduct: Finder = (id) => productsById.get(id);
  const findPage: Finder = (id) => {
    const product = productsById.get(id);
    if (product === undefined) return null;
    return {
      __typename: "ProductPage",
      id,
      product,
      relatedProducts: ({ first = 6 }: { first?: number }) => relatedTo(id, first),
      ...productPageFacts(product),
    };
  };
  return {
    product: ({ id }: { id: string }) => findProduct(id),
    products: (values: Values) => page("Product", products, values),
    productsByIds: lookup("ids", findProduct),
    relatedProductsByIds: ({ productIds, first }: { productIds: readonly string[]; first: number }) =>
      productIds.map((id) => relatedTo(id, first) ?? null),
    productPage: ({ id }: { id: string }) => findPage(id),
    ...entities({ Product: findProduct, ProductPage: findPage }),
  };
}

function userService(): Values {
  const usersById = byId(users);
  const findUser: Finder = (id) => usersById.get(id);
  return {
    user: ({ id }: { id: string }) => findUser(id),
    me: users[0],
    usersByIds: lookup("ids", findUser),
    ...entities({ User: findUser }),
  };
}

function shippingService(): Values {
  const findOrder =
    (__typename: string): Finder =>
    (id) => ({ __typename, id, shipment: findShipment(id) });
  return {
    shipmentsByOrderIds: lookup("orderIds", findShipment),
    shippedOrdersByIds: lookup("ids", findOrder("Order")),
    ...entities({ Order: findOrder("Order"), OrderDetail: findOrder("OrderDetail") }),
  };
}

function paymentService(): Values {
  const findOrder =
    (__typename: string): Finder =>
    (id) => ({ __typename, id, payment: findPayment(id) });
  return {
    paymentsByOrderIds: lookup("orderIds", findPayment),
    paidOrdersByIds: lookup("ids", findOrder("Order")),
    ...entities({ Order: findOrder("Order"), OrderDetail: findOrder("OrderDetail") }),
  };
}

function reviewService(): Values {
  const bestReviews = reviews.map((all) =>
    all.toSorted((one, other) => Number(other["rating"]) - Number(one["rating"])),
  );
  const best = (id: string, first: number) => bestReviews[placeOf(id)]?.slice(0, first);
  const known = new Map(
    reviews.map((all, place): [string, Entity] => {
      const id = `product-${place + 1}`;
      const averageRating = all.reduce((sum, review) => sum + Number(review["rating"]), 0) / all.length;
      return [
        id,
        {
          __typename: "Product",
          id,
          averageRating,
          reviewSummary: { __typename: "ReviewSummary", count: all.length, averageRating },
          reviews: ({ first = 10 }: { first?: number }) => newest(id, first),
        },
      ];
    }),
  );
  const findProduct: Finder = (id) => known.get(id);
  const findPage: Finder = (id) => ({
    __typename: "ProductPage",
    id,
    reviews: ({ first = 10 }: { first?: number }) => newest(id, first),
    topReviews: ({ first = 3 }: { first?: number }) => best(id, first),
  });
  return {
    reviewsByProductIds: ({ productIds, first }: { productIds: readonly string[]; first: number }) =>
      productIds.map((id) => newest(id, first) ?? null),
    topReviewsByProductIds: ({ productIds, first }: { productIds: readonly string[]; first: number }) =>
      productIds.map((id) => best(id, first) ?? null),
    ...entities({ Product: findProduct, ProductPage: findPage }),
  };
}

function recommendationService(): Values {
  return {
    recommendationsByProductIds: ({ productIds, first }: { productIds: readonly string[]; first: number }) =>
      productIds.map((id) => recommend(id, first) ?? null),
    ...entities({
      ProductPage: (id) => ({
        __typename: "ProductPage",
        id,
        recommendations: ({ first = 8 }: { first?: number }) => recommend(id, first),
      }),
    }),
  };
}

/** The root fields of each of the store's services. */
export function storeServices(): Readonly<Record<string, Values>> {
  return {
    order: orderService(),
    product: productService(),
    user: userService(),
    shipping: shippingService(),
    payment: paymentService(),
    review: reviewService(),
    recommendation: recommendationService(),
  };
}
