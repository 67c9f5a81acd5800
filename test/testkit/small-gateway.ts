import { onTestFinished } from "vitest";
import { startFakeService, type FakeService } from "./fake-service.ts";
import { startTestGateway, type TestConfig, type TestGateway } from "./test-gateway.ts";

const SDL = /* GraphQL */ `
  type Query {
    hello(name: String! = "World"): String
    add(numbers: [Int!]!): Int
    book(id: ID!): Book
    booksByIds(ids: [ID!]!): [Book]! @merge(keyField: "id") @inaccessible
  }
  type Mutation {
    rename(id: ID!, title: String!): Book
  }
  type Book {
    id: ID!
    title: String!
    shelf: String @inaccessible
  }
`;

/** The smallest gateway there is: one service with a few fields. */
export async function startSmallGateway(config: TestConfig = {}): Promise<TestGateway & { service: FakeService }> {
  const service = await startFakeService(SDL, {
    Query: {
      hello: (_source: unknown, { name }: { name: string }) => `Hello, ${name}!`,
      add: (_source: unknown, { numbers }: { numbers: number[] }) => numbers.reduce((sum, number) => sum + number, 0),
      book: (_source: unknown, { id }: { id: string }) => (id === "1" ? { id, title: "One" } : null),
    },
    Mutation: { rename: (_source: unknown, { id, title }: { id: string; title: string }) => ({ id, title }) },
  });
  onTestFinished(() => service.close());
  return { ...(await startTestGateway({ library: service }, config)), service };
}
