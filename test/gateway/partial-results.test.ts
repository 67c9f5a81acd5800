import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService, type Behaviour, type FakeService } from "../testkit/fake-service.ts";
import { startTestGateway, type TestGateway } from "../testkit/test-gateway.ts";

const ORDERS = /* GraphQL */ `
  type Query {
    orders(first: Int = 3): [Order!]
    order: Order
    broken: String
  }
  type Order @canonical {
    id: ID!
    label: String!
    lines: [Line!]!
    note: String
    state: State
    weight: Float
  }
  type Line {
    sku: ID!
    product: Product
  }
  type Product {
    id: ID!
  }
  enum State {
    OPEN
    DONE
  }
`;

const PRODUCTS = /* GraphQL */ `
  type Query {
    productsByIds(ids: [ID!]!): [Product]! @merge(keyField: "id") @inaccessible
    cheapest: Product
    dearest: Product
  }
  type Product @canonical {
    id: ID!
    name: String!
    weight: Int
    stock: Stock
  }
  type Stock {
    count: Int!
    place: String
  }
`;

const SHIPPING = /* GraphQL */ `
  type Query {
    shippedOrdersByIds(ids: [ID!]!): [Order]! @merge(keyField: "id") @inaccessible
  }
  type Order {
    id: ID!
    eta: String
    parcel: Parcel
  }
  type Parcel {
    number: String!
    weight: Int!
  }
`;

const order = (number: number) => ({
  id: `o${number}`,
  label: `Order ${number}`,
  lines: [
    { sku: `${number}a`, product: { id: `p${number}` } },
    { sku: `${number}b`, product: { id: "p0" } },
  ],
  note: null,
  state: "OPEN",
});

async function startShop(timeoutMs = 3_000) {
  const orders = await startFakeService(ORDERS, {
    Query: {
      orders: (_: unknown, { first }: { first: number }) =>
        Array.from({ length: first }, (_item, index) => order(index + 1)),
      order: () => order(1),
    },
  });
  const products = await startFakeService(PRODUCTS, {
    Query: {
      productsByIds: (_: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => ({ id, name: `Product ${id}`, weight: 3, stock: { count: 1, place: "A" } })),
      cheapest: () => ({ id: "p1", name: "Product p1" }),
      dearest: () => ({ id: "p2", name: "Product p2" }),
    },
  });
  const shipping = await startFakeService(SHIPPING, {
    Query: {
      shippedOrdersByIds: (_: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => ({ id, eta: "soon", parcel: { number: `n-${id}`, weight: 2 } })),
    },
  });
  for (const service of [orders, products, shipping]) onTestFinished(() => service.close());
  const gateway = await startTestGateway({
    order: orders,
    product: products,
    shipping: { ...shipping, timeoutMs },
  });
  return { gateway, orders, products, shipping };
}

const LIST = "{ orders { id eta lines { product { name } } } }";

async function askList(gateway: TestGateway, first: number) {
  return gateway.ask("query ($first: Int!) { orders(first: $first) { id eta } }", { first });
}

const fail =
  (path: (string | number)[], data: Record<string, unknown> | null, message = "boom"): Behaviour =>
  () => ({ data, errors: [{ message, path }] });

describe("a service that fails", () => {
  it("leaves everything else in the answer, and is told once, at its first place, with its list index", async () => {
    const { gateway, shipping } = await startShop();
    await shipping.close();
    const answer = await gateway.ask(LIST);
    expect(answer.data).toEqual({
      orders: [1, 2, 3].map((number) => ({
        id: `o${number}`,
        eta: null,
        lines: [{ product: { name: `Product p${number}` } }, { product: { name: "Product p0" } }],
      })),
    });
    expect(answer.errors).toEqual([
      {
        message: "The shipping service is unavailable.",
        path: ["orders", 0, "eta"],
        extensions: {
          code: "SERVICE_UNAVAILABLE",
          service: "shipping",
          paths: [
            ["orders", 1, "eta"],
            ["orders", 2, "eta"],
          ],
        },
      },
    ]);
  });

  it("is named in a header, which is absent when nothing is missing", async () => {
    const { gateway, shipping, products } = await startShop();
    const send = async () =>
      (
        await fetch(`${gateway.url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query: LIST }),
        })
      ).headers.get("x-partial");
    expect(await send()).toBeNull();
    await Promise.all([shipping.close(), products.close()]);
    expect((await send())?.split(", ").toSorted()).toEqual(["product", "shipping"]);
  });

  it("does not blow up a long answer: 1,000 items are one error, and the places are capped", async () => {
    const { gateway, shipping } = await startShop();
    const healthy = JSON.stringify(await askList(gateway, 1000)).length;
    await shipping.close();
    const answer = await askList(gateway, 1000);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ pathCount: 1000 });
    expect(answer.errors?.[0]?.extensions?.["paths"]).toHaveLength(20);
    expect(JSON.stringify(answer).length).toBeLessThan(2 * healthy);
  });

  it("nulls no more than the nearest nullable field, at the exact path", async () => {
    const { gateway, products } = await startShop();
    await products.close();
    const answer = await gateway.ask("{ order { id lines { sku product { name } } } }");
    expect(answer.data).toEqual({
      order: {
        id: "o1",
        lines: [
          { sku: "1a", product: null },
          { sku: "1b", product: null },
        ],
      },
    });
    expect(answer.errors).toMatchObject([
      { path: ["order", "lines", 0, "product", "name"], extensions: { service: "product" } },
    ]);
  });
});

describe("how a service may fail", () => {
  const cases: readonly [string, Behaviour, string][] = [
    ["no answer within its time", () => undefined, "SERVICE_TIMEOUT"],
    ["an answer that drips on for ever", drip, "SERVICE_TIMEOUT"],
    ["a closed connection", (_call, response) => void response.destroy(), "SERVICE_UNAVAILABLE"],
    ["a status of 500", (_call, response) => void response.writeHead(500).end("secret stack"), "SERVICE_UNAVAILABLE"],
    ["a status of 404", (_call, response) => void response.writeHead(404).end("secret stack"), "SERVICE_ERROR"],
    [
      "an answer that is not JSON",
      (_call, response) => void response.end("<html>secret stack</html>"),
      "SERVICE_BAD_RESPONSE",
    ],
    [
      "an answer of the wrong content type",
      (_call, response) => {
        const writeHead = response.writeHead.bind(response);
        response.writeHead = (status: number) => writeHead(status, { "content-type": "text/html" });
        return { data: { shippedOrdersByIds: [1, 2, 3].map((number) => ({ id: `o${number}`, eta: "soon" })) } };
      },
      "SERVICE_BAD_RESPONSE",
    ],
    ["an answer of the wrong shape", (_call, response) => void response.end('{"data": [1]}'), "SERVICE_BAD_RESPONSE"],
    [
      "an answer without data or errors",
      (_call, response) => void response.end('{"data": null}'),
      "SERVICE_BAD_RESPONSE",
    ],
    ["a list of the wrong length", () => ({ data: { shippedOrdersByIds: [] } }), "SERVICE_BAD_RESPONSE"],
    ["errors and no data", () => ({ data: null, errors: [{ message: "secret stack" }] }), "SERVICE_ERROR"],
  ];
  for (const [name, behaviour, code] of cases) {
    it(`${name}: ${code}, and nothing internal is told`, async () => {
      const { gateway, shipping } = await startShop(code === "SERVICE_TIMEOUT" ? 300 : undefined);
      shipping.behave(behaviour);
      const answer = await gateway.ask("{ orders { id eta } }");
      expect(answer.data).toMatchObject({
        orders: [
          { id: "o1", eta: null },
          { id: "o2", eta: null },
          { id: "o3", eta: null },
        ],
      });
      expect(answer.errors).toMatchObject([{ path: ["orders", 0, "eta"], extensions: { code, service: "shipping" } }]);
      expect(JSON.stringify(answer)).not.toMatch(/secret|127\.0\.0\.1|localhost|node_modules/);
    });
  }

  it("an answer that is too long is cut off", async () => {
    const shipping = await startFakeService(SHIPPING, {});
    const orders = await startFakeService(ORDERS, { Query: { orders: () => [order(1)] } });
    onTestFinished(() => shipping.close());
    onTestFinished(() => orders.close());
    shipping.behave((_call, response) => void response.end(`{"data": "${"x".repeat(200_000)}"}`));
    const gateway = await startTestGateway({ order: orders, shipping: { ...shipping, maxResponseBytes: 100_000 } });
    const answer = await gateway.ask("{ orders { eta } }");
    expect(answer.errors).toMatchObject([{ extensions: { code: "SERVICE_BAD_RESPONSE", service: "shipping" } }]);
  });
});

function drip(_call: unknown, response: Parameters<Behaviour>[1]): undefined {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.once("close", () => clearInterval(timer));
}

describe("an error inside a service's answer", () => {
  it("keeps the path below the field that it nulled", async () => {
    const { gateway, shipping } = await startShop();
    shipping.behave(() => ({
      data: {
        shippedOrdersByIds: [
          { id: "o1", __typename: "Order", parcel: { number: "1", weight: 1 } },
          { id: "o2", __typename: "Order", parcel: null },
          { id: "o3", __typename: "Order", parcel: { number: "3", weight: 1 } },
        ],
      },
      errors: [{ message: "boom", path: ["shippedOrdersByIds", 1, "parcel", "weight"] }],
    }));
    const answer = await gateway.ask("{ orders { id parcel { number weight } } }");
    expect(answer.data).toMatchObject({
      orders: [{ parcel: { number: "1" } }, { parcel: null }, { parcel: { number: "3" } }],
    });
    expect(answer.errors).toEqual([
      {
        message: "The shipping service could not do this.",
        path: ["orders", 1, "parcel", "weight"],
        extensions: { code: "SERVICE_ERROR", service: "shipping" },
      },
    ]);
  });

  it("of a service's own list keeps its index and its alias", async () => {
    const { gateway, orders } = await startShop();
    orders.behave(
      fail(["orders", 1, "n"], {
        orders: [
          { id: "o1", n: "x" },
          { id: "o2", n: null },
        ],
      }),
    );
    const answer = await gateway.ask("{ mine: orders { id n: note } }");
    expect(answer).toMatchObject({ data: { mine: [{ n: "x" }, { n: null }] }, errors: [{ path: ["mine", 1, "n"] }] });
  });

  it("is told once where the same field failed in many items, and twice where two fields failed with one text", async () => {
    const { gateway, orders } = await startShop();
    orders.behave(() => ({
      data: {
        orders: [
          { id: "o1", note: null, state: null },
          { id: "o2", note: null, state: "OPEN" },
        ],
      },
      errors: [
        { message: "boom", path: ["orders", 0, "note"] },
        { message: "boom", path: ["orders", 1, "note"] },
        { message: "boom", path: ["orders", 0, "state"] },
      ],
    }));
    const { errors } = await gateway.ask("{ orders { id note state } }");
    expect(errors?.map(({ path }) => path)).toEqual([
      ["orders", 0, "note"],
      ["orders", 0, "state"],
    ]);
    expect(errors?.[0]?.extensions?.["paths"]).toEqual([["orders", 1, "note"]]);
  });

  it("passes its own message only where the configuration says so", async () => {
    const { orders } = await startShop();
    orders.behave(() => ({
      data: { order: null },
      errors: [{ message: "Too late.", path: ["order"], extensions: { code: "LATE", stack: "secret" } }],
    }));
    const gateway = await startTestGateway({ order: { ...orders, errors: "pass" } });
    expect((await gateway.ask("{ order { id } }")).errors).toEqual([
      {
        message: "Too late.",
        path: ["order"],
        extensions: { code: "SERVICE_ERROR", service: "order", serviceCode: "LATE" },
      },
    ]);
  });

  it.each([{}, { path: ["order"] }, { path: ["order", "id"] }, { path: ["order", "lines", 7, "sku"] }])(
    "is told even where no field is null for it; nothing is missing then: %o",
    async (place) => {
      const { gateway, orders } = await startShop();
      const order = { id: "o1", lines: [{ sku: "s1" }] };
      orders.behave(() => ({ data: { order }, errors: [{ message: "careful", ...place }] }));
      const answer = await gateway.ask("{ order { id lines { sku } } }");
      expect(answer.data).toEqual({ order });
      expect(answer.errors).toMatchObject([{ extensions: { code: "SERVICE_ERROR", service: "order" } }]);
      expect(answer).not.toHaveProperty("extensions");
    },
  );
});

describe("a value that does not fit the contract", () => {
  const answerWith =
    (value: Record<string, unknown>): Behaviour =>
    () => ({ data: { order: value } });
  const bad: readonly [string, string, Record<string, unknown>][] = [
    ["a null where none may be", "label", { id: "o1", label: null }],
    ["an enum value that is not one", "state", { id: "o1", state: "LOST" }],
    ["a text in place of a list", "lines", { id: "o1", lines: "many" }],
    ["a text of the wrong type", "label", { id: "o1", label: { text: "x" } }],
  ];
  for (const [name, field, value] of bad) {
    it(`${name} is the service's fault, for that part alone`, async () => {
      const { gateway, orders } = await startShop();
      orders.behave(answerWith(value));
      const answer = await gateway.ask(`{ order { id ${field}${field === "lines" ? " { sku }" : ""} } }`);
      expect(answer.errors).toMatchObject([
        {
          path: ["order", field],
          extensions: { code: "SERVICE_BAD_RESPONSE", service: "order", coordinate: `Order.${field}` },
        },
      ]);
    });
  }

  it("errors that are null are none", async () => {
    const { gateway, orders } = await startShop();
    orders.behave((_call, response) => void response.end('{"data":{"order":{"weight":1.5}},"errors":null}'));
    expect(await gateway.ask("{ order { weight } }")).toEqual({ data: { order: { weight: 1.5 } } });
  });

  it("a number that is too large to be one is the service's fault, as often as it is asked", async () => {
    const { gateway, orders } = await startShop();
    orders.behave((_call, response) => {
      response.setHeader("content-type", "application/json");
      response.end('{"data":{"order":{"weight":1e999}}}');
      return undefined;
    });
    for (let time = 0; time < 3; time++) {
      const answer = await gateway.ask("{ order { weight } }");
      expect(answer).toMatchObject({
        data: { order: { weight: null } },
        errors: [{ path: ["order", "weight"], extensions: { coordinate: "Order.weight" } }],
      });
    }
  });
});

describe("an answer of the wrong shape", () => {
  const SHAPES = /* GraphQL */ `
    type Query {
      hello: String
      book: Book
      books: [Book!]
      thing: Thing
      any: Any
    }
    interface Thing {
      id: ID!
    }
    type Book implements Thing {
      id: ID!
      title: String!
      size: Int
    }
    type Film implements Thing {
      id: ID!
    }
    union Any = Book | Film
  `;
  const PRICES = /* GraphQL */ `
    type Query {
      pricesByIds(ids: [ID!]!): [Book]! @merge(keyField: "id") @inaccessible
    }
    type Book {
      id: ID!
      price: Int
    }
  `;
  const good = { id: "1", title: "T", size: 1 };

  async function startShapes(pricesSdl = PRICES) {
    const books = await startFakeService(SHAPES, { Query: { books: () => [good, { ...good, id: "2" }] } });
    const prices = await startFakeService(pricesSdl, {});
    for (const service of [books, prices]) onTestFinished(() => service.close());
    return { gateway: await startTestGateway({ books, prices }), books, prices };
  }

  const cases: readonly [string, string, Record<string, unknown>, unknown, (string | number)[]][] = [
    ["an object where a text is", "{ hello }", { hello: { text: 1 } }, { hello: null }, ["hello"]],
    ["a list where a text is", "{ hello }", { hello: [["x"]] }, { hello: null }, ["hello"]],
    ["a list where an object is", "{ book { id } }", { book: [1] }, { book: null }, ["book"]],
    ["a text where an object is", "{ book { id } }", { book: "x" }, { book: null }, ["book"]],
    ["an object where a list is", "{ books { title } }", { books: { a: 1 } }, { books: null }, ["books"]],
    ["a list in place of an item", "{ books { title } }", { books: [[]] }, { books: null }, ["books", 0]],
    ["a null item where none may be", "{ books { title } }", { books: [good, null] }, { books: null }, ["books", 1]],
    ["a root field that is missing", "{ book { id } }", {}, { book: null }, ["book"]],
    ["a field that is missing", "{ book { size } }", { book: { id: "1" } }, { book: { size: null } }, ["book", "size"]],
    [
      "an object of an unknown type",
      "{ thing { id } }",
      { thing: { __typename: "Ghost", id: "1" } },
      { thing: null },
      ["thing"],
    ],
    ["an object of no type", "{ any { ... on Book { title } } }", { any: { title: "T" } }, { any: null }, ["any"]],
  ];
  for (const [name, query, data, left, path] of cases) {
    it(`with ${name} is told as such, once, and takes no more than its part`, async () => {
      const { gateway, books } = await startShapes();
      books.behave(() => ({ data }));
      const answer = await gateway.ask(query);
      expect(answer.data).toEqual(left);
      expect(answer.errors).toMatchObject([{ path, extensions: { code: "SERVICE_BAD_RESPONSE", service: "books" } }]);
      expect(answer.errors).toHaveLength(1);
    });
  }

  const lookups: readonly [string, Record<string, unknown>][] = [
    ["null", { pricesByIds: null }],
    ["nothing", {}],
    ["a text", { pricesByIds: "x" }],
    ["items that are no objects", { pricesByIds: [5, "x"] }],
    ["objects without what was asked for", { pricesByIds: [{ id: "1" }, { id: "2" }] }],
    ["too few items", { pricesByIds: [{ id: "1", price: 1 }] }],
  ];
  for (const [name, data] of lookups) {
    it(`from a lookup that gives ${name} is told once for all its objects`, async () => {
      const { gateway, prices } = await startShapes();
      prices.behave(() => ({ data }));
      const answer = await gateway.ask("{ books { title price } }");
      expect(answer.data).toEqual({
        books: [
          { title: "T", price: null },
          { title: "T", price: null },
        ],
      });
      expect(answer.errors).toMatchObject([
        {
          path: ["books", 0, "price"],
          extensions: { code: "SERVICE_BAD_RESPONSE", service: "prices", paths: [["books", 1, "price"]] },
        },
      ]);
      expect(answer.errors).toHaveLength(1);
    });
  }

  it("from a lookup that promises an object for each key is a null, too", async () => {
    const { gateway, prices } = await startShapes(PRICES.replace("[Book]!", "[Book!]!"));
    prices.behave(() => ({ data: { pricesByIds: [{ id: "1", price: 7 }, null] } }));
    const answer = await gateway.ask("{ books { id price } }");
    expect(answer).toMatchObject({
      data: { books: [{ price: 7 }, { price: null }] },
      errors: [
        {
          path: ["books", 1, "price"],
          extensions: { code: "SERVICE_BAD_RESPONSE", service: "prices", coordinate: "Query.pricesByIds" },
        },
      ],
    });
  });

  it("or an error that names no place leaves the data that came with it alone", async () => {
    const { gateway, books } = await startShapes();
    books.behave(() => ({ data: { book: good, hello: "x" }, errors: [{ message: "secret" }] }));
    const answer = await gateway.ask("{ book { title } hello }");
    expect(answer.data).toEqual({ book: { title: "T" }, hello: "x" });
    expect(answer.errors).toMatchObject([{ extensions: { code: "SERVICE_ERROR", service: "books" } }]);
    expect(answer.errors).toHaveLength(1);
  });

  it("or one whose root fields are null without an error of their own has lost them by the error that names no place", async () => {
    const { gateway, books } = await startShapes();
    const errors = [{ message: "secret" }, { message: "secret", path: ["thing", "id"] }];
    books.behave(() => ({ data: { book: good, hello: null, any: null, thing: null }, errors }));
    const answer = await gateway.ask("{ book { title } hello any { __typename } thing { id } }");
    expect(answer.data).toEqual({ book: { title: "T" }, hello: null, any: null, thing: null });
    expect(answer.errors).toMatchObject([
      { path: ["hello"], extensions: { code: "SERVICE_ERROR", service: "books", paths: [["any"]] } },
      { path: ["thing", "id"], extensions: { code: "SERVICE_ERROR", service: "books" } },
    ]);
    expect(answer).toMatchObject({ extensions: { partial: { missing: [["hello"], ["any"], ["thing"]] } } });
  });

  it("with members that nobody asked for, and errors that are located there, leaves the rest alone", async () => {
    const { gateway, books } = await startShapes();
    const errors = ["unasked", 4, "book"].map((key) => ({ message: "secret", path: [key] }));
    const ask = () => gateway.ask("{ book { title } hello }");
    books.behave(() => ({ data: { book: good, hello: "x", unasked: 1 } }));
    expect(await ask()).toEqual({ data: { book: { title: "T" }, hello: "x" } });
    books.behave(() => ({ data: { book: null, hello: "x", unasked: 1 }, errors }));
    const answer = await ask();
    expect(answer.data).toEqual({ book: null, hello: "x" });
    expect(new Set(answer.errors?.map(({ extensions }) => extensions?.["code"]))).toEqual(new Set(["SERVICE_ERROR"]));
    expect(answer.errors).toContainEqual(expect.objectContaining({ path: ["book"] }));
  });

  it("errors that differ only in what is not told are one", async () => {
    const { gateway, prices } = await startShapes();
    prices.behave(() => ({
      data: {
        pricesByIds: [
          { id: "1", price: null },
          { id: "2", price: null },
        ],
      },
      errors: [1, 2].map((number) => ({
        message: `no price for ${number}`,
        path: ["pricesByIds", number - 1, "price"],
      })),
    }));
    expect((await gateway.ask("{ books { price } }")).errors).toHaveLength(1);
  });
});

describe("an object that its service does not have", () => {
  it("is null, without an error", async () => {
    const { gateway, products } = await startShop();
    products.behave(({ variables }) => {
      const [ids] = Object.values(variables) as string[][];
      return {
        data: {
          productsByIds: ids?.map((id) => (id === "p0" ? null : { __typename: "Product", id, name: id, weight: 1 })),
        },
      };
    });
    expect(await gateway.ask("{ order { lines { product { name } } } }")).toEqual({
      data: { order: { lines: [{ product: { name: "p1" } }, { product: null }] } },
    });
    expect(await gateway.ask("{ order { lines { product { id weight } } } }")).toEqual({
      data: { order: { lines: [{ product: { id: "p1", weight: 1 } }, { product: { id: "p0", weight: null } }] } },
    });
  });
});

describe("what is sent together", () => {
  it("goes to a service as one call, and one part's failure is not the other's", async () => {
    const { gateway, products } = await startShop();
    expect(await gateway.ask("{ cheapest { name } dearest { name } }")).toEqual({
      data: { cheapest: { name: "Product p1" }, dearest: { name: "Product p2" } },
    });
    expect(products.calls).toHaveLength(1);
    products.behave(() => ({
      data: { cheapest: null, dearest: { id: "p2", name: "Product p2" } },
      errors: [{ message: "boom", path: ["cheapest", "name"] }],
    }));
    const answer = await gateway.ask("{ cheapest { name } dearest { name } }");
    expect(answer.data).toEqual({ cheapest: null, dearest: { name: "Product p2" } });
    expect(answer.errors?.map(({ path }) => path)).toEqual([["cheapest", "name"]]);
  });

  it("fails together, told once, where the service gave no data at all", async () => {
    const { gateway, products } = await startShop();
    products.behave(() => ({ data: null, errors: [{ message: "boom", path: ["dearest"] }] }));
    const answer = await gateway.ask("{ cheapest { name } dearest { name } }");
    expect(answer.data).toEqual({ cheapest: null, dearest: null });
    expect(answer.errors).toMatchObject([{ path: ["cheapest"], extensions: { paths: [["dearest"]] } }]);
  });

  it("two failures with one text are two errors", async () => {
    const { shipping, orders } = await startShop();
    const gateway = await startTestGateway({
      order: { ...orders, errors: "pass" },
      shipping: { ...shipping, errors: "pass" },
    });
    const text = "the same text";
    shipping.behave(() => ({ data: null, errors: [{ message: text }] }));
    orders.behave(() => ({
      data: { orders: [order(1)], broken: null },
      errors: [{ message: text, path: ["broken"] }],
    }));
    const { errors } = await gateway.ask("{ orders { id eta } broken }");
    expect(errors?.map(({ message, path }) => [message, path])).toEqual([
      [text, ["orders", 0, "eta"]],
      [text, ["broken"]],
    ]);
  });
});

describe("a client that leaves", () => {
  it("ends the calls that were made for it", async () => {
    const { gateway, orders } = await startShop();
    orders.behave(() => undefined);
    const controller = new AbortController();
    const answer = fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ order { id } }" }),
      signal: controller.signal,
    }).catch(() => undefined);
    await untilCalled(orders);
    controller.abort();
    await answer;
    await expect.poll(() => orders.abandoned.count, { timeout: 2_000 }).toBe(1);
  });
});

async function untilCalled(service: FakeService): Promise<void> {
  await expect.poll(() => service.calls.length, { timeout: 2_000 }).toBeGreaterThan(0);
}

describe("a lookup that answers with other objects than it was asked for", () => {
  it("loses those alone, as one failure: nothing is shown under another's name", async () => {
    const { gateway, shipping } = await startShop();
    shipping.behave(() => ({
      data: { shippedOrdersByIds: ["o1", "o1", "o1"].map((id) => ({ __typename: "Order", id, eta: `of ${id}` })) },
    }));
    const answer = await gateway.ask("{ orders { id eta } }");
    expect(answer.data).toEqual({
      orders: [
        { id: "o1", eta: "of o1" },
        { id: "o2", eta: null },
        { id: "o3", eta: null },
      ],
    });
    expect(answer.errors).toEqual([
      {
        message: "The shipping service gave an answer that cannot be used.",
        path: ["orders", 1, "eta"],
        extensions: { code: "SERVICE_BAD_RESPONSE", service: "shipping", paths: [["orders", 2, "eta"]] },
      },
    ]);
  });
});
