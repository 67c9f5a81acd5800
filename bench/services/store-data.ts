/** What the store's services know: the same at every start, so that every contestant answers the same. */
import type { Entity, Values } from "./answer-operation.ts";

export const SIZES = { users: 1_000, products: 400, orders: 2_000, reviewsPerProduct: 12, categories: 24 } as const;

const SITE = "https://store.example";
const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1, 9, 30);

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const date = (days: number) => new Date(START + days * DAY).toISOString().replace(".000", "");
const money = (amount: number) => ({ amount, currency: "EUR" });
const pick = <Item>(items: readonly Item[], index: number) => items[index % items.length] as Item;

const NAMES = ["Ada", "Grace", "Edsger", "Barbara", "Donald", "Frances", "Alan", "Radia"];
const SURNAMES = ["Weaver", "Miller", "Fisher", "Carter", "Mason", "Dyer", "Cooper"];
const THINGS = ["Bookcase", "Lamp", "Chair", "Table", "Rug", "Mirror", "Shelf", "Desk", "Sofa", "Curtain"];
const STUFFS = ["oak", "linen", "steel", "wool", "ash", "brass", "glass"];
const SENTENCE =
  "It is made by hand, keeps its colour in the sun, and comes with everything that is needed to put it up.";

const categories = numbers(SIZES.categories).reduce<Entity[]>((known, n) => {
  const parent = n <= 4 ? null : (known[Math.floor((n - 1) / 4) - 1] as Entity);
  const category: Record<string, unknown> = {
    id: `category-${n}`,
    name: `Category ${n}`,
    slug: `category-${n}`,
    parent,
  };
  category["path"] = [...((parent?.["path"] as Entity[] | undefined) ?? []), category];
  known.push(Object.assign(category, { __typename: "Category" }));
  return known;
}, []);

const productIds = numbers(SIZES.products).map((n) => `product-${n}`);

export const products = productIds.map((id, n): Entity => {
  const name = `${pick(STUFFS, n)} ${pick(THINGS, n)} no. ${n + 1}`;
  return {
    __typename: "Product",
    id,
    name,
    description: `A ${name.toLowerCase()} for every room. ${SENTENCE}`,
    price: money(990 + ((n * 379) % 50_000)),
    imageUrl: `${SITE}/images/${id}.jpg`,
    thumbnailUrl: `${SITE}/images/${id}-small.jpg`,
    category: pick(categories, n),
  };
});

export const users = numbers(SIZES.users).map((n): Entity => ({
  __typename: "User",
  id: `user-${n}`,
  name: `${pick(NAMES, n)} ${pick(SURNAMES, n)}`,
  email: `user-${n}@store.example`,
  createdAt: date(-400 + n),
}));

/** Another service's object, of which only the key is known. */
const reference = (__typename: string, id: string): Entity => ({ __typename, id });

/** `order-1` and `order-1001` are of `user-1`, and so on. */
export const orders = numbers(SIZES.orders).map((n): Entity => {
  const items = numbers(2 + (n % 3)).map((line) => ({
    __typename: "OrderItem",
    product: reference("Product", pick(productIds, n * 7 + line * 31)),
    quantity: 1 + ((n + line) % 4),
    unitPrice: money(990 + ((n * line * 379) % 50_000)),
  }));
  return {
    __typename: "Order",
    id: `order-${n}`,
    status: pick(["PENDING", "PAID", "SHIPPED", "DELIVERED", "CANCELLED"], n),
    placedAt: date(n / 10),
    customer: reference("User", `user-${((n - 1) % SIZES.users) + 1}`),
    items,
    total: money(items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0)),
  };
});

/** Every ninth order is not yet packed. */
export const shipments = numbers(SIZES.orders).map((n): Entity | null =>
  n % 9 === 0
    ? null
    : {
        __typename: "Shipment",
        id: `shipment-${n}`,
        status: pick(["LABEL_CREATED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"], n),
        carrier: pick(["DHL", "DPD", "UPS"], n),
        trackingNumber: `TRACK-${100_000 + n}`,
        eta: n % 5 === 0 ? null : date(n / 10 + 4),
        events: numbers(1 + (n % 4)).map((step) => ({
          __typename: "ShipmentEvent",
          occurredAt: date(n / 10 + step / 4),
          status: pick(["LABEL_CREATED", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED"], step - 1),
          location: pick(["Hamburg", "Lyon", "Porto", "Gdansk"], n + step),
        })),
      },
);

export const payments = orders.map((order, n): Entity => ({
  __typename: "Payment",
  id: `payment-${n + 1}`,
  status: pick(["PENDING", "AUTHORIZED", "CAPTURED", "REFUNDED"], n),
  method: pick(["card", "invoice", "transfer"], n),
  amount: order["total"],
}));

/** By product, newest first. */
export const reviews = productIds.map((product, n): Entity[] =>
  numbers(SIZES.reviewsPerProduct).map((m) => ({
    __typename: "Review",
    id: `review-${n * SIZES.reviewsPerProduct + m}`,
    rating: 1 + ((n + m * 3) % 5),
    title: `${pick(["Lovely", "Solid", "Not bad", "As described", "Would buy again"], n + m)}, says number ${m}`,
    body: `We have had it for ${m} months now. ${SENTENCE} ${m % 2 === 0 ? SENTENCE : ""}`,
    createdAt: date(300 - m * 7),
    author: reference("User", `user-${((n + m) % SIZES.users) + 1}`),
    product: reference("Product", product),
  })),
);

export const recommendedIds = productIds.map((_, n) => numbers(12).map((m) => pick(productIds, n + m * 17)));

export const relatedProducts = products.map((_, n) => numbers(12).map((m) => pick(products, n + m * 24)));

export function productPageFacts(product: Entity): Values {
  const { id, name, description, imageUrl } = product as unknown as Record<string, string>;
  const path = (product["category"] as Entity)["path"] as Array<Entity & { slug: string }>;
  return {
    breadcrumbs: path.map((category, depth) => ({
      __typename: "Breadcrumb",
      label: category["name"],
      path: `/${path
        .slice(0, depth + 1)
        .map(({ slug }) => slug)
        .join("/")}`,
    })),
    seoMetadata: {
      __typename: "SeoMetadata",
      title: name,
      description: (description as string).length > 160 ? `${(description as string).slice(0, 159)}…` : description,
      canonicalUrl: `${SITE}/products/${id}`,
      imageUrl,
    },
  };
}
