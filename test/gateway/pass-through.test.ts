import { expect, it, onTestFinished } from "vitest";
import { ENGINE } from "../testkit/engine.ts";
import { startFakeService, type FakeService } from "../testkit/fake-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    books(first: Int = 2): [Book!]
    secret: String @auth
  }
  type Book {
    title: String!
    pages: Int
  }
`;

async function startBooks(passThrough: boolean) {
  const books = await startFakeService(SDL, {
    Query: {
      books: () => [
        { title: "A", pages: 1 },
        { title: "B", pages: null },
      ],
      secret: () => "s",
    },
  });
  onTestFinished(() => books.close());
  const gateway = await startTestGateway({ books: { ...books, passThrough } });
  return { books, gateway };
}

/** Answers as no contract allows: whoever looks at it says so. */
const strange = (service: FakeService) => service.behave(() => ({ data: { books: [{ title: "A", more: 1 }] } }));

it("hands a service's whole answer on as it came, where the configuration trusts it", async () => {
  const { books, gateway } = await startBooks(true);
  expect(await gateway.ask("{ books { title pages } }")).toEqual({
    data: {
      books: [
        { title: "A", pages: 1 },
        { title: "B", pages: null },
      ],
    },
  });
  strange(books);
  const { data } = await gateway.ask("{ books { title } }");
  // Only the planned engine can: the other one reads all answers.
  expect(data).toEqual({ books: [ENGINE === "planned" ? { title: "A", more: 1 } : { title: "A" }] });
});

it("reads it where the configuration does not", async () => {
  const { books, gateway } = await startBooks(false);
  strange(books);
  expect(await gateway.ask("{ books { title } }")).toEqual({ data: { books: [{ title: "A" }] } });
});

it("reads what holds an error, and what the client asked of the gateway itself", async () => {
  const { books, gateway } = await startBooks(true);
  expect(await gateway.ask("{ books { title __typename } }")).toMatchObject({
    data: { books: [{ __typename: "Book" }, {}] },
  });
  expect(await gateway.ask("{ books { title } secret }")).toMatchObject({
    data: { books: [{ title: "A" }, {}], secret: null },
    errors: [{ path: ["secret"], extensions: { code: "UNAUTHENTICATED" } }],
  });
  books.behave(() => ({ data: { books: null }, errors: [{ message: "inside", path: ["books"] }] }));
  expect(await gateway.ask("{ books { title } }")).toMatchObject({
    data: { books: null },
    errors: [{ message: "The books service could not do this.", path: ["books"] }],
  });
  const [first] = books.calls.slice(-1);
  expect(first?.query).toContain("books");
  expect(books.calls).toHaveLength(3);
});
