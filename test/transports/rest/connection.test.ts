import { parse } from "graphql";
import { describe, expect, it, onTestFinished } from "vitest";
import type { ServiceError } from "../../../src/errors.ts";
import { createRestTransport } from "../../../src/transports/rest/rest.ts";
import { readContracts } from "../../composition/checks/run-rule.ts";
import { startFakeRestService, type RestBehaviour } from "../../testkit/fake-rest-service.ts";

const SDL = /* GraphQL */ `
  type Query {
    byOffset(first: Int = 2, after: String): Numbers
      @rest(path: "/numbers", query: ["skip={$offset}", "take={first}"], result: "data")
      @restPages(nodes: "items", total: "total")
    byPage(first: Int! = 2, after: String): Numbers
      @rest(path: "/numbers", query: ["page={$page}", "size={first}"])
      @restPages(nodes: ".")
    byCursor(first: Int = 2, after: String): Slim
      @rest(path: "/numbers", query: ["size={first}", "after={after}"])
      @restPages(nodes: "items", next: "next", hasNext: "more")
    byOwnCursors(after: Int): Numbers
      @rest(path: "/numbers", query: ["after={after}"])
      @restPages(nodes: "items", cursor: "position", next: "next")
  }
  type Numbers {
    nodes: [Number!]!
    edges: [Edge!]!
    pageInfo: PageInfo!
    totalCount: Int
    unit: String
  }
  type Slim {
    nodes: [Number!]!
    pageInfo: PageInfo!
  }
  type Edge {
    cursor: String!
    node: Number!
  }
  type Number {
    n: Int!
  }
  type PageInfo {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
`;
const PAGE = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";

async function start(behaviour: RestBehaviour) {
  const service = await startFakeRestService(behaviour);
  const [contract] = readContracts({ numbers: SDL });
  const transport = createRestTransport({
    service: "numbers",
    schema: contract!.schema,
    url: new URL(service.url),
    headers: () => ({}),
  });
  onTestFinished(() => transport.dispose());
  return {
    service,
    ask: async (query: string, variables: Record<string, unknown> = {}) => {
      const result = await transport.execute({ document: parse(query), variables });
      // As plain data, as it goes on.
      return { data: JSON.parse(JSON.stringify(result.data ?? null)), errors: (result.errors ?? []) as ServiceError[] };
    },
  };
}

const items = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ n: from + index }));

describe("pages by offset", () => {
  const five: RestBehaviour = ({ path }) => {
    const query = new URL(path, "http://x").searchParams;
    const skip = Number(query.get("skip"));
    return [200, { data: { unit: "m", total: 5, items: items(skip, Math.min(Number(query.get("take")), 5 - skip)) } }];
  };

  it("are walked by cursors made here, to the end, from any edge", async () => {
    const { service, ask } = await start(five);
    const query = `query ($after: String) { byOffset(after: $after) { nodes { n } edges { cursor node { n } } totalCount unit ${PAGE} } }`;
    const seen: number[] = [];
    let after: string | null = null;
    let cursors: string[] = [];
    for (let turn = 0; turn < 5; turn++) {
      const { data, errors } = await ask(query, { after });
      expect(errors).toEqual([]);
      const { nodes, edges, pageInfo, totalCount, unit } = data.byOffset;
      expect({ totalCount, unit, hasPreviousPage: pageInfo.hasPreviousPage }).toEqual({
        totalCount: 5,
        unit: "m",
        hasPreviousPage: turn > 0,
      });
      seen.push(...nodes.map(({ n }: { n: number }) => n));
      cursors = [...cursors, ...edges.map(({ cursor }: { cursor: string }) => cursor)];
      expect(pageInfo).toMatchObject({ startCursor: edges[0].cursor, endCursor: edges.at(-1).cursor });
      after = pageInfo.endCursor;
      if (pageInfo.hasNextPage !== true) break;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(service.lines()).toEqual([
      "GET /numbers?skip=0&take=2",
      "GET /numbers?skip=2&take=2",
      "GET /numbers?skip=4&take=2",
    ]);
    expect((await ask(query, { after: cursors[0] })).data.byOffset.nodes).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("end with an empty page, though the total counts more", async () => {
    const { ask } = await start(() => [200, { data: { unit: "m", total: 5, items: [] } }]);
    const { data } = await ask(`{ byOffset { ${PAGE} } }`);
    expect(data.byOffset.pageInfo).toMatchObject({ hasNextPage: false, endCursor: null });
  });

  it.each([
    ["nonsense", 2, '"after" is not a cursor of this list.'],
    [Buffer.from("offset:-1").toString("base64url"), 2, '"after" is not a cursor of this list.'],
    [null, 0, '"first" must be at least 1.'],
    [null, null, '"first" must be at least 1.'],
  ])("refuse after %j, first %j without a request", async (after, first, message) => {
    const { service, ask } = await start(five);
    const { errors } = await ask(
      "query ($after: String, $first: Int) { byOffset(after: $after, first: $first) { nodes { n } } }",
      { after, first },
    );
    expect(errors).toMatchObject([{ code: "SERVICE_ERROR", message }]);
    expect(service.calls).toEqual([]);
  });
});

describe("pages by number", () => {
  it("are walked as long as they are full", async () => {
    const { service, ask } = await start(({ path }) => [200, path.includes("page=1") ? items(0, 2) : items(2, 1)]);
    const query = `query ($after: String, $first: Int! = 2) { byPage(after: $after, first: $first) { nodes { n } ${PAGE} } }`;
    const first = (await ask(query)).data.byPage;
    expect(first).toMatchObject({
      nodes: [{ n: 0 }, { n: 1 }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const after = first.pageInfo.endCursor;
    expect((await ask(query, { after })).data.byPage).toMatchObject({
      nodes: [{ n: 2 }],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
    expect(service.lines()).toEqual(["GET /numbers?page=1&size=2", "GET /numbers?page=2&size=2"]);
    expect((await ask(query, { after, first: 3 })).errors).toMatchObject([
      { code: "SERVICE_ERROR", message: '"after" must be the end of a page as long as "first" says.' },
    ]);
  });
});

describe("pages by the service's own cursors", () => {
  it("end where the service says so", async () => {
    const { service, ask } = await start(() => [200, { items: items(0, 2), next: "c 2", more: true }]);
    const { data } = await ask(`{ byCursor(after: "c/1") { nodes { n } ${PAGE} } }`);
    expect(data.byCursor).toEqual({
      nodes: [{ n: 0 }, { n: 1 }],
      pageInfo: { hasNextPage: true, hasPreviousPage: true, startCursor: null, endCursor: "c 2" },
    });
    expect(service.lines()).toEqual(["GET /numbers?size=2&after=c%2F1"]);
    service.behave(() => [200, { items: [], next: null, more: false }]);
    expect((await ask(`{ byCursor { nodes { n } ${PAGE} } }`)).data.byCursor).toEqual({
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it("may be numbers, one with each node", async () => {
    const { ask } = await start(() => [
      200,
      {
        items: [
          { n: 1, position: 7 },
          { n: 2, position: 8 },
        ],
        next: 8,
      },
    ]);
    const { data } = await ask(`{ byOwnCursors { edges { cursor node { n } } ${PAGE} } }`);
    expect(data.byOwnCursors).toEqual({
      edges: [
        { cursor: "7", node: { n: 1 } },
        { cursor: "8", node: { n: 2 } },
      ],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: "7", endCursor: "8" },
    });
  });

  it("cannot be used where there is no list", async () => {
    const { ask } = await start(() => [200, { items: 5 }]);
    // The check of every answer makes a SERVICE_BAD_RESPONSE of it, which names Slim.nodes.
    expect((await ask("{ byCursor { nodes { n } } }")).data).toEqual({ byCursor: { nodes: 5 } });
  });
});
