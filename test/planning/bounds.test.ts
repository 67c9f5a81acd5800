import { describe, expect, it } from "vitest";
import { createLogger } from "../../src/observability/logger.ts";
import { createDocumentCache } from "../../src/operation/document-cache.ts";
import { createLimits } from "../../src/operation/limits.ts";
import { buildPlan } from "../../src/planning/build-plan.ts";
import { createNormalizer } from "../../src/planning/normal-document.ts";
import type { Plan } from "../../src/planning/plan.ts";
import { createSampleGraph } from "../engines/sample-graph.ts";
import { composeLocally } from "../plans/local-service.ts";

const TYPES = 300;
const range = (length: number) => Array.from({ length }, (_item, index) => index);

/** One interface of very many types, each of which leads to it again. */
const { composed: wide } = composeLocally({
  things: {
    sdl: `
      type Query { thing(id: ID!): Thing }
      interface Thing { id: ID!  next: Thing  all: [Thing!] }
      ${range(TYPES)
        .map((index) => `type T${index} implements Thing { id: ID!  next: Thing  all: [Thing!]  own${index}: Int }`)
        .join("\n")}`,
    resolvers: { Thing: { __resolveType: () => "T0" } },
  },
});

function plan(composed: typeof wide, query: string): Plan {
  // As any client's operation: within the limits.
  const readDocument = createDocumentCache(composed.publicSchema, createLimits({}, createLogger("silent")));
  const { definition } = createNormalizer(composed.executableSchema)(readDocument(query), undefined, {});
  return buildPlan(
    { schema: composed.executableSchema, owners: composed.owners, aggregates: composed.aggregates },
    definition,
  );
}

const fragments = (count: number, inner: (index: number) => string) =>
  range(count)
    .map((index) => `... on T${index} { ${inner(index)} }`)
    .join(" ");
const tooLarge = expect.objectContaining({ reason: "too-large" }) as Error;

/** Generous: a busy machine plans, too. Without bounds these take minutes, or all memory. */
const A_MOMENT_MS = 5_000;

describe("planning is bounded", () => {
  it("plans operations of many fields, many types, and much depth", () => {
    const { composed } = createSampleGraph();
    const order =
      "{ id state total customer { name email friends { name reviews { text } } } lines { count product { name score } } }";
    expect(
      plan(
        composed,
        `{ ${range(25)
          .map((index) => `a${index}: order(id: "o1") ${order}`)
          .join(" ")} }`,
      ).steps,
    ).toHaveLength(1);
    const deep = range(12)
      .reduce((inner) => `previous { id ${inner} }`, "previous { parcel { weight } }")
      .replace(/previous/, "order(id: 1)");
    expect(plan(composed, `{ ${deep} }`).steps[0]?.fetches).toHaveLength(2);
    const types = plan(wide, `{ thing(id: 1) { id ${fragments(20, (index) => `own${index}`)} } }`);
    expect(types.steps[0]?.fetches).toHaveLength(1);
  });

  const large: readonly [string, string][] = [
    ["types within types", `{ thing(id: 1) ${range(12).reduce((inner) => `{ next ${inner} }`, "{ id }")} }`],
    [
      "fragments that hold for none of many types",
      `{ thing(id: 1) { all { all { ${fragments(TYPES, (index) => `own${index}`)} } } } }`,
    ],
    [
      "objects that differ by type",
      `{ thing(id: 1) { ${range(40)
        .map((index) => `a${index}: next { id }`)
        .join(" ")} } }`,
    ],
  ];
  for (const [name, query] of large)
    it(`leaves ${name} to the other engine, soon`, () => {
      const began = performance.now();
      expect(() => plan(wide, query)).toThrow(tooLarge);
      expect(performance.now() - began).toBeLessThan(A_MOMENT_MS);
    });

  it("counts what it looks at, not only what it plans", () => {
    // Three hundred fragments for each of three hundred types, of which one holds.
    expect(() => plan(wide, `{ thing(id: 1) { ${fragments(TYPES, (index) => `own${index}`)} } }`)).toThrow(tooLarge);
  });
});
