import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService, type Behaviour } from "../testkit/fake-service.ts";
import { partialOf } from "../testkit/partial-schema.ts";
import { openSocket } from "../testkit/streams.ts";
import { startTestGateway, type GraphqlAnswer } from "../testkit/test-gateway.ts";

const BOOKS = /* GraphQL */ `
  type Query {
    books: [Book!]
    book: Book
  }
  type Book @canonical {
    id: ID!
    title: String!
    tag: Tag
  }
  type Tag {
    id: ID!
  }
`;

const PRICES = /* GraphQL */ `
  type Query {
    tagsByIds(ids: [ID!]!): [Tag]! @merge(keyField: "id") @inaccessible
  }
  type Tag @canonical {
    id: ID!
    price: Price!
    offers: [Price!]!
  }
  type Price {
    amount: Int!
    unit: String!
  }
`;

async function startShop() {
  const book = (id: string) => ({ id, title: `Book ${id}`, tag: { id } });
  const books = await startFakeService(BOOKS, {
    Query: { books: () => ["1", "2"].map(book), book: () => book("1") },
  });
  const prices = await startFakeService(PRICES, {
    Query: {
      tagsByIds: (_: unknown, { ids }: { ids: string[] }) =>
        ids.map((id) => ({ id, price: { amount: Number(id), unit: "EUR" }, offers: [{ amount: 1, unit: "EUR" }] })),
    },
  });
  for (const service of [books, prices]) onTestFinished(() => service.close());
  const gateway = await startTestGateway(
    { books, prices: { ...prices, retry: false } },
    { server: { maxBatchSize: 2 } },
  );

  async function send(
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<GraphqlAnswer & { status: number }> {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return { ...((await response.json()) as GraphqlAnswer), status: response.status };
  }
  return { ...gateway, send, books, prices };
}

const QUERY = "{ books { title tag { id price { amount } } } }";
const answerOf = (tag: (id: string) => object | null) => ({
  books: ["1", "2"].map((id) => ({ title: `Book ${id}`, tag: tag(id) })),
});
const PROPAGATED = answerOf(() => null);
const KEPT = answerOf((id) => ({ id, price: null }));

describe("onError", () => {
  it("PROPAGATE, the default, has an error take all up to the nearest field that may be null", async () => {
    const { send, prices } = await startShop();
    await prices.close();
    for (const onError of [undefined, null, "PROPAGATE"]) {
      const answer = await send({ query: QUERY, onError });
      expect(answer.data).toEqual(PROPAGATED);
      expect(partialOf(answer)?.missing).toEqual([
        ["books", 0, "tag"],
        ["books", 1, "tag"],
      ]);
    }
  });

  it("NULL has it take its own place alone, and tells the same error", async () => {
    const { send, prices } = await startShop();
    await prices.close();
    const answer = await send({ query: QUERY, onError: "NULL" });
    expect(answer.data).toEqual(KEPT);
    expect(answer.errors).toEqual([
      {
        message: "The prices service is unavailable.",
        path: ["books", 0, "tag", "price"],
        extensions: { code: "SERVICE_UNAVAILABLE", service: "prices", paths: [["books", 1, "tag", "price"]] },
      },
    ]);
    expect(partialOf(answer)?.missing).toEqual([
      ["books", 0, "tag", "price"],
      ["books", 1, "tag", "price"],
    ]);
  });

  it("NULL changes nothing where all is well", async () => {
    const { send, ask } = await startShop();
    const query = "{ books { id title tag { id price { amount } offers { unit } } } }";
    expect(await send({ query, onError: "NULL" })).toEqual({ ...(await ask(query)), status: 200 });
  });

  const wrong: Record<string, [Behaviour, object]> = {
    "a null field": [
      () => ({ data: { tagsByIds: [{ __typename: "Tag", id: "1", price: { amount: null, unit: "EUR" } }] } }),
      { price: { amount: null, unit: "EUR" } },
    ],
    "a missing object": [
      () => ({ data: { tagsByIds: [{ __typename: "Tag", id: "1", price: null }] } }),
      { price: null },
    ],
  };
  for (const [name, [behaviour, expected]] of Object.entries(wrong)) {
    it(`NULL keeps what is beside ${name} that the contract forbids`, async () => {
      const { send, prices } = await startShop();
      prices.behave(behaviour);
      const query = "{ book { title tag { id price { amount unit } } } }";
      expect((await send({ query })).data).toEqual({ book: { title: "Book 1", tag: null } });
      const answer = await send({ query, onError: "NULL" });
      expect(answer.data).toEqual({ book: { title: "Book 1", tag: { id: "1", ...expected } } });
      expect(answer.errors).toMatchObject([{ extensions: { code: "SERVICE_BAD_RESPONSE", service: "prices" } }]);
      expect(answer.errors).toHaveLength(1);
    });
  }

  it("NULL keeps the other items of a list", async () => {
    const { send, prices } = await startShop();
    prices.behave(() => ({
      data: { tagsByIds: [{ __typename: "Tag", id: "1", offers: [{ amount: 1 }, null, { amount: "x" }] }] },
    }));
    const answer = await send({ query: "{ book { title tag { offers { amount } } } }", onError: "NULL" });
    expect(answer.data).toEqual({
      book: { title: "Book 1", tag: { offers: [{ amount: 1 }, null, { amount: null }] } },
    });
    expect(answer.errors?.every(({ extensions }) => extensions?.["service"] === "prices")).toBe(true);
  });

  it("NULL has an object that another service does not have be null, without an error", async () => {
    const { send, prices } = await startShop();
    prices.behave(() => ({ data: { tagsByIds: [null] } }));
    const query = "{ book { title tag { price { amount } } } }";
    expect(await send({ query, onError: "NULL" })).toEqual({
      data: { book: { title: "Book 1", tag: null } },
      status: 200,
    });
  });

  it("is taken however a request comes: by GET, in a list, and by way of an Accept that is seldom sent", async () => {
    const { send, url, prices } = await startShop();
    await prices.close();
    const byGet = await fetch(`${url}/graphql?${new URLSearchParams({ query: QUERY, onError: "NULL" })}`);
    expect(await byGet.json()).toMatchObject({ data: KEPT });
    const list = await send([{ query: QUERY, onError: "NULL" }, { query: QUERY }]);
    expect([0, 1].map((index) => (list as unknown as GraphqlAnswer[])[index]?.data)).toEqual([KEPT, PROPAGATED]);
    expect(
      (await send({ query: QUERY, onError: "NULL", operationName: null }, { accept: "text/*, */*" })).data,
    ).toEqual(KEPT);
  });

  it("is taken from a WebSocket's messages, and refused there", async () => {
    const { url, prices } = await startShop();
    await prices.close();
    const socket = await openSocket(url);
    socket.send({ id: "1", type: "subscribe", payload: { query: QUERY, onError: "NULL" } });
    const answer = await socket.next();
    expect(answer).toMatchObject({ id: "1", type: "next", payload: { data: KEPT } });
    expect(partialOf(answer?.payload as object)?.services).toMatchObject([{ name: "prices" }]);
    expect(await socket.next()).toEqual({ id: "1", type: "complete" });
    socket.send({ id: "2", type: "subscribe", payload: { query: QUERY, onError: "HALT" } });
    expect(await socket.next()).toMatchObject({ type: "error", payload: [{ extensions: { code: "BAD_USER_INPUT" } }] });
  });

  it("is refused where it is anything else, before a service is called", async () => {
    const { send, url, books } = await startShop();
    const message = 'The request\'s onError must be "PROPAGATE" or "NULL"; "HALT" is not supported.';
    const refusal = { errors: [{ message, extensions: { code: "BAD_USER_INPUT" } }] };
    for (const onError of ["HALT", "null", "", 1, {}, ["NULL"]]) {
      expect(await send({ query: QUERY, onError }), JSON.stringify(onError)).toEqual({ ...refusal, status: 400 });
    }
    const byGet = await fetch(`${url}/graphql?${new URLSearchParams({ query: QUERY, onError: "HALT" })}`);
    expect([byGet.status, await byGet.json()]).toEqual([400, refusal]);
    expect(books.calls).toEqual([]);
  });
});
