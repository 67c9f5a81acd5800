import fc from "fast-check";
import { execute, parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { ANONYMOUS } from "../../src/auth/principal.ts";
import { createStitchedEngine } from "../../src/execution/stitched-engine.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { randomOperation } from "./random-operation.ts";
import { createSampleGraph } from "./sample-graph.ts";

const OPERATIONS = Number(process.env["OPERATIONS"] ?? 3_000);
const VALUES = {
  first: ["0", "1", "3", "$first"],
  id: ['"o1"', '"p2"', '"u3"', '"m1"', '"none"'],
  text: ['""', '"x"'],
  currency: ['"EUR"', '"DOLLAR"'],
};

describe("the stitched engine", () => {
  it("answers any operation as graphql-js answers it over one monolith of the same data", async () => {
    const { composed, monolith } = createSampleGraph();
    const engine = createStitchedEngine(composed);
    const log = createLogger("silent");
    await fc.assert(
      fc.asyncProperty(randomOperation(composed.publicSchema, VALUES), async ({ query, variables }) => {
        const document = parse(query);
        // What is written and not used is of no interest here; fields of one key in two fragments may clash.
        fc.pre(validate(composed.publicSchema, document).every(({ message }) => message.includes("never used")));
        const context = { requestId: "r", principal: ANONYMOUS, signal: new AbortController().signal, log };
        const answer = await engine.execute({ document, operationName: undefined, variables, context });
        const expected = await execute({ schema: monolith, document, variableValues: variables });
        expect(JSON.parse(JSON.stringify(answer))).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
      { numRuns: OPERATIONS },
    );
  }, 300_000);
});
