/** Four services that were built for Apollo Federation: each adds to the others' types, found by `_entities`. */
import type { Entity, Values } from "./answer-operation.ts";

const SIZES = { users: 24, products: 48, reviewsPerUser: 4 } as const;

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const SENTENCE = "The seams hold, the colour stays, and it arrived a day before it was promised.";

const userIds = numbers(SIZES.users).map((n) => `account-${n + 1}`);
const productCodes = numbers(SIZES.products).map((n) => `upc-${n + 1}`);
const price = (n: number) => 500 + ((n * 211) % 3_000);
const weight = (n: number) => 100 + ((n * 37) % 1_900);

type Finder = (representation: Values) => Entity | undefined;

function entities(finders: Readonly<Record<string, Finder>>): Values {
  return {
    _entities: ({ representations }: { representations: readonly Values[] }) =>
      representations.map((representation) => finders[String(representation["__typename"])]?.(representation) ?? null),
  };
}

const slice = (all: readonly Entity[], { first = 5, skip = 0 }: { first?: number; skip?: number }) =>
  all.slice(skip, skip + first);

function accounts(): Values {
  const users = userIds.map((id, n): Entity => ({
    __typename: "User",
    id,
    name: `Person ${n + 1} of the Weavers`,
    username: `@weaver-${n + 1}`,
    birthday: 18_000 + n,
  }));
  const known = new Map(users.map((user) => [user["id"], user]));
  return {
    users: (values: Values) => slice(users, values),
    me: users[0],
    ...entities({ User: ({ id }) => known.get(id) }),
  };
}

function products(): Values {
  const all = productCodes.map((upc, n): Entity => ({
    __typename: "Product",
    upc,
    name: `A thing of the loom, number ${n + 1}`,
    price: price(n),
    weight: weight(n),
  }));
  const known = new Map(all.map((product) => [product["upc"], product]));
  return {
    topProducts: (values: Values) => slice(all, values),
    ...entities({ Product: ({ upc }) => known.get(upc) }),
  };
}

function reviews(): Values {
  const all = userIds.flatMap((id, n) =>
    numbers(SIZES.reviewsPerUser).map((m): Entity => ({
      __typename: "Review",
      id: `opinion-${n * SIZES.reviewsPerUser + m + 1}`,
      body: `Opinion ${m + 1} of person ${n + 1}. ${SENTENCE}`,
      author: { __typename: "User", id },
      product: { __typename: "Product", upc: productCodes[(n + m * 11) % SIZES.products] },
    })),
  );
  const users = new Map<unknown, Entity>();
  const reviewed = new Map<unknown, Entity>();
  for (const id of userIds)
    users.set(id, {
      __typename: "User",
      id,
      reviews: all.filter(({ author }) => (author as Entity)["id"] === id),
    });
  for (const upc of productCodes)
    reviewed.set(upc, {
      __typename: "Product",
      upc,
      reviews: all.filter(({ product }) => (product as Entity)["upc"] === upc),
    });
  // What stands in a review can be asked for its reviews again, as deep as anybody likes.
  for (const review of all as Array<Record<string, unknown>>) {
    review["author"] = users.get((review["author"] as Entity)["id"]);
    review["product"] = reviewed.get((review["product"] as Entity)["upc"]);
  }
  const known = new Map(all.map((review) => [review["id"], review]));
  return entities({
    User: ({ id }) => users.get(id),
    Product: ({ upc }) => reviewed.get(upc),
    Review: ({ id }) => known.get(id),
  });
}

function inventory(): Values {
  const places = new Map(productCodes.map((upc, n) => [upc as unknown, n]));
  return entities({
    // The estimate is made of what comes along with the key: whoever does not send it is told so.
    Product(representation) {
      const place = places.get(representation["upc"]);
      if (place === undefined) return undefined;
      return {
        __typename: "Product",
        upc: representation["upc"],
        inStock: place % 3 !== 0,
        shippingEstimate() {
          const { price: amount, weight: grams } = representation;
          if (typeof amount !== "number" || typeof grams !== "number")
            throw new Error("shippingEstimate needs the product's price and weight.");
          return amount > 1_000 ? 0 : Math.round(grams / 2);
        },
      };
    },
  });
}

/** The root fields of each of the four services. */
export function federatedServices(): Readonly<Record<string, Values>> {
  return { accounts: accounts(), products: products(), reviews: reviews(), inventory: inventory() };
}
