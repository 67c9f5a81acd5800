import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DocumentNode } from "graphql";
import { describe, expect, it } from "vitest";
import { ANONYMOUS } from "../../src/auth/principal.ts";
import type { Owner } from "../../src/composition/owners.ts";
import { createPlannedEngine } from "../../src/execution/planned-engine.ts";
import { createStitchedEngine } from "../../src/execution/stitched-engine.ts";
import { createGateway } from "../../src/index.ts";
import { createLogger } from "../../src/observability/logger.ts";
import { createLimits } from "../../src/operation/limits.ts";
import { createPipeline } from "../../src/operation/pipeline.ts";
import { createSampleGraph } from "../engines/sample-graph.ts";
import { makeFolder } from "../testkit/test-gateway.ts";

const log = createLogger("silent");

/** Who owns what is read only while an operation is planned. */
class CountedOwners extends Map<string, Owner> {
  reads = 0;

  override get(service: string): Owner | undefined {
    this.reads += 1;
    return super.get(service);
  }
}

function openPipeline() {
  const { composed, services } = createSampleGraph();
  const owners = new CountedOwners(composed.owners);
  const planned = createPlannedEngine({ ...composed, owners }, services, createStitchedEngine(composed));
  const documents: { prepared: DocumentNode[]; executed: DocumentNode[] } = { prepared: [], executed: [] };
  const pipeline = createPipeline({
    schema: composed,
    engine: {
      ...planned,
      prepare(document) {
        documents.prepared.push(document);
        planned.prepare(document);
      },
      execute(request) {
        documents.executed.push(request.document);
        return planned.execute(request);
      },
    },
    limits: createLimits({}, log),
    chargeCost: async () => undefined,
    authorize: async ({ document }) => ({ document, refusals: [] }),
    introspection: { demand: () => undefined, withoutHints: (errors) => errors },
  });
  const ask = (query: string, variables: Record<string, unknown> = {}) =>
    pipeline(
      { query, variables, allowMutation: true },
      {
        requestId: "r",
        principal: ANONYMOUS,
        client: "test",
        charge: async () => undefined,
        deadline: Infinity,
        signal: new AbortController().signal,
        log,
      },
    );
  return { pipeline, owners, documents, ask };
}

const QUERY = "query ($first: Int!) { orders(first: $first) { customer { name } parcel { weight } } }";

describe("an operation that was prepared", () => {
  it("is neither read nor planned again by its first request", async () => {
    const { pipeline, owners, documents, ask } = openPipeline();
    pipeline.prepare(QUERY);
    expect(owners.reads).toBeGreaterThan(0);
    owners.reads = 0;
    const answer = await ask(QUERY, { first: 1 });
    expect(answer.data?.["orders"]).toEqual([{ customer: { name: "Name u0" }, parcel: { weight: 0 } }]);
    expect(owners.reads).toBe(0);
    expect(documents.executed).toEqual(documents.prepared);
    expect(documents.executed[0]).toBe(documents.prepared[0]);
    await ask(QUERY.replace("weight", "stops"), { first: 1 });
    expect(owners.reads).toBeGreaterThan(0);
  });

  it("has its conditions decided by their defaults, or else as if they were true", async () => {
    const { pipeline, owners, ask } = openPipeline();
    const query =
      "query ($all: Boolean!, $more: Boolean = false) { shop { name @include(if: $all) best { name @include(if: $more) id } } }";
    pipeline.prepare(query);
    owners.reads = 0;
    expect(await ask(query, { all: true })).toEqual({ data: { shop: { name: "Shop", best: { id: "p3" } } } });
    expect(owners.reads).toBe(0);
    await ask(query, { all: true, more: true });
    expect(owners.reads).toBeGreaterThan(0);
  });

  it("is told at the start where it would never be answered", async () => {
    const directory = makeFolder();
    writeFileSync(join(directory, "library.graphql"), "type Query { hello: String }");
    writeFileSync(join(directory, "wide.graphql"), "{ a: hello b: hello c: hello }");
    const opening = createGateway(
      {
        services: [{ name: "library", contract: "library.graphql", endpoints: "http://127.0.0.1:9/graphql" }],
        routes: [{ kind: "operation", path: "/api/wide", operation: "wide.graphql", public: true }],
        limits: { maxRootFields: 2 },
        logLevel: "silent",
        server: { port: 0 },
      },
      { directory, environment: {} },
    );
    await expect(opening).rejects.toMatchObject({
      problems: ["wide.graphql: The operation has 3 root fields, 2 at most are allowed."],
    });
  });
});
