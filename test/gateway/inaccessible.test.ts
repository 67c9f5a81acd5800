import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService } from "../testkit/fake-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

describe("what a contract marks @inaccessible", () => {
  it("is hidden from clients whatever its root types are called, and on interfaces, too", async () => {
    const service = await startFakeService(
      `schema { query: Root mutation: Change }
       type Root { thing: Thing hidden(ids: [ID!]!): [Book]! @merge(keyField: "id") @inaccessible }
       type Change { open: Book secret: Book @inaccessible }
       interface Thing { id: ID! inside: String @inaccessible }
       type Book implements Thing { id: ID! inside: String @inaccessible }`,
      {},
    );
    onTestFinished(() => service.close());
    const { ask } = await startTestGateway({ library: service });
    for (const query of [
      '{ hidden(ids: ["1"]) { id } }',
      "{ thing { inside } }",
      "{ thing { ... on Book { inside } } }",
      "mutation { secret { id } }",
    ]) {
      expect((await ask(query)).errors?.[0]?.extensions?.["code"], query).toBe("GRAPHQL_VALIDATION_FAILED");
    }
    const introspection = JSON.stringify(await ask("{ __schema { types { name fields { name } } } }"));
    expect(introspection).toContain('"open"');
    expect(introspection).not.toMatch(/hidden|inside|secret|_key/);
    expect(service.calls).toHaveLength(0);
  });
});
