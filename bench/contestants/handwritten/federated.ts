import { openUpstream, orNull, prepare } from "./upstream.ts";

interface Product {
  upc: string;
  name?: string | null;
  price?: number | null;
  weight?: number | null;
  inStock?: boolean | null;
  shippingEstimate?: number | null;
  reviews?: Review[] | null;
}
interface User {
  id: string;
  username?: string | null;
  name?: string | null;
  reviews?: Review[] | null;
}
interface Review {
  author?: User | null;
  product?: Product | null;
}

const USERS = prepare("query($skip:Int!){users(first:5,skip:$skip){id username name}}", "skip");
const TOP_PRODUCTS = prepare("query($skip:Int!){topProducts(first:5,skip:$skip){upc name price weight}}", "skip");
const DEEP = "reviews{id body author{id reviews{id body product{upc}}}}";
const REVIEWS = prepare(
  `query($users:[_Any!]!,$products:[_Any!]!){
  users:_entities(representations:$users){...on User{reviews{id body product{upc ${DEEP}}}}}
  products:_entities(representations:$products){...on Product{${DEEP}}}}`,
  "users",
  "products",
);
const PEOPLE = prepare("query($keys:[_Any!]!){_entities(representations:$keys){...on User{username name}}}", "keys");
const PRODUCTS = prepare(
  "query($keys:[_Any!]!){_entities(representations:$keys){...on Product{name price weight}}}",
  "keys",
);
const STOCK = prepare(
  "query($keys:[_Any!]!){_entities(representations:$keys){...on Product{inStock shippingEstimate}}}",
  "keys",
);

type Entities<Entity> = { _entities: ReadonlyArray<Entity | null> };
type Reviewed = ReadonlyArray<{ reviews: Review[] | null } | null>;

/** Work (g): six calls in four waves. */
export function federatedRoute() {
  const accounts = openUpstream("accounts");
  const products = openUpstream("products");
  const reviews = openUpstream("reviews");
  const inventory = openUpstream("inventory");

  return async function answer({ skip }: { skip: number }): Promise<unknown> {
    const topSent = products<{ topProducts: Product[] | null }>(TOP_PRODUCTS(String(skip))).catch(orNull);
    const users = (await accounts<{ users: User[] | null }>(USERS(String(skip))).catch(orNull))?.users ?? null;
    const topProducts = (await topSent)?.topProducts ?? null;

    // Whoever is known already need not be asked for again; what is not is gathered as it is met.
    const people = new Map<string, User>();
    const things = new Map<string, Product>();
    for (const user of users ?? [])
      people.set(user.id, { id: user.id, username: user.username ?? null, name: user.name ?? null });
    for (const { upc, name = null, price = null, weight = null } of topProducts ?? [])
      things.set(upc, { upc, name, price, weight, inStock: null, shippingEstimate: null });

    const reviewed = await reviews<{ users: Reviewed; products: Reviewed }>(
      REVIEWS(
        keys(users ?? [], ({ id }) => `{"__typename":"User","id":${JSON.stringify(id)}}`),
        keys(topProducts ?? [], ({ upc }) => `{"__typename":"Product","upc":${JSON.stringify(upc)}}`),
      ),
    ).catch(orNull);
    const missing = new Missing(people, things);
    users?.forEach((user, place) => {
      user.reviews = reviewed?.users[place]?.reviews ?? null;
      missing.meet(user.reviews);
    });
    topProducts?.forEach((product, place) => {
      product.reviews = reviewed?.products[place]?.reviews ?? null;
      missing.meet(product.reviews);
    });

    const peopleSent =
      missing.people.length === 0
        ? null
        : accounts<Entities<User>>(
            PEOPLE(keys(missing.people, ({ id }) => `{"__typename":"User","id":${JSON.stringify(id)}}`)),
          ).catch(orNull);
    if (missing.things.length > 0) {
      const found = await products<Entities<Product>>(
        PRODUCTS(keys(missing.things, ({ upc }) => `{"__typename":"Product","upc":${JSON.stringify(upc)}}`)),
      ).catch(orNull);
      missing.things.forEach((thing, place) => {
        const { name = null, price = null, weight = null } = found?._entities[place] ?? {};
        thing.name = name;
        thing.price = price;
        thing.weight = weight;
      });
    }
    const all = [...things.values()];
    const stock = await inventory<Entities<Product>>(
      STOCK(
        keys(
          all,
          ({ upc, price, weight }) =>
            `{"__typename":"Product","upc":${JSON.stringify(upc)},"price":${price},"weight":${weight}}`,
        ),
      ),
    ).catch(orNull);
    all.forEach((thing, place) => {
      const { inStock = null, shippingEstimate = null } = stock?._entities[place] ?? {};
      thing.inStock = inStock;
      thing.shippingEstimate = shippingEstimate;
    });
    const found = await peopleSent;
    missing.people.forEach((person, place) => {
      const { username = null, name = null } = found?._entities[place] ?? {};
      person.username = username;
      person.name = name;
    });

    for (const user of users ?? []) link(user.reviews, people, things);
    for (const product of topProducts ?? []) {
      const { inStock, shippingEstimate } = things.get(product.upc) as Required<Product>;
      product.inStock = inStock;
      product.shippingEstimate = shippingEstimate;
      link(product.reviews, people, things);
    }
    return { users, topProducts };
  };
}

function keys<Item>(items: readonly Item[], toKey: (item: Item) => string): string {
  let text = "[";
  for (let place = 0; place < items.length; place++) text += (place === 0 ? "" : ",") + toKey(items[place] as Item);
  return `${text}]`;
}

/** Walks the reviews once to find who and what is not known yet. */
class Missing {
  readonly people: User[] = [];
  readonly things: Product[] = [];
  readonly #knownPeople: Map<string, User>;
  readonly #knownThings: Map<string, Product>;

  constructor(people: Map<string, User>, things: Map<string, Product>) {
    this.#knownPeople = people;
    this.#knownThings = things;
  }

  meet(reviews: readonly Review[] | null | undefined): void {
    if (!reviews) return;
    for (const { author, product } of reviews) {
      if (author) {
        if (!this.#knownPeople.has(author.id)) {
          const person = { id: author.id, username: null, name: null };
          this.#knownPeople.set(author.id, person);
          this.people.push(person);
        }
        this.meet(author.reviews);
      }
      if (product) {
        if (!this.#knownThings.has(product.upc)) {
          const thing = {
            upc: product.upc,
            name: null,
            price: null,
            weight: null,
            inStock: null,
            shippingEstimate: null,
          };
          this.#knownThings.set(product.upc, thing);
          this.things.push(thing);
        }
        this.meet(product.reviews);
      }
    }
  }
}

/** Puts what was found where it belongs; leaves of the tree are the found objects themselves. */
function link(
  reviews: readonly Review[] | null | undefined,
  people: ReadonlyMap<string, User>,
  things: ReadonlyMap<string, Product>,
): void {
  if (!reviews) return;
  for (const review of reviews) {
    const { author, product } = review;
    if (author) {
      const { username = null, name = null } = people.get(author.id) as User;
      author.username = username;
      author.name = name;
      link(author.reviews, people, things);
    }
    if (product) {
      const thing = things.get(product.upc) as Product;
      if (product.reviews === undefined) review.product = thing;
      else {
        product.name = thing.name ?? null;
        product.price = thing.price ?? null;
        product.weight = thing.weight ?? null;
        product.inStock = thing.inStock ?? null;
        product.shippingEstimate = thing.shippingEstimate ?? null;
        link(product.reviews, people, things);
      }
    }
  }
}
