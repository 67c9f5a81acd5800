import type { ExecutionResult } from "@graphql-tools/utils";
import { print } from "graphql";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ServiceError } from "../../src/errors.ts";
import * as layers from "../../src/resilience/field-breaker.ts";
import type { UpstreamRequest } from "../../src/transports/transport.ts";
import { failure, requestFor } from "../testkit/calls.ts";
import { promised } from "../testkit/promised-layer.ts";

const withFieldBreakers = promised(layers.withFieldBreakers);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const OPTIONS = { window: 10, minimumCalls: 4, failureShare: 0.5, openMs: 1_000 };
const QUERY =
  "query ($a: Int, $b: Int) { one: reviews(first: $a) two: summary(of: $b) { ...S } } fragment S on Summary { count }";

/** A service with two root fields; each request is answered as `fails` says of its fields. */
function start(fails: {
  reviews?: "whole" | "field";
  summary?: "whole" | "field";
  code?: string;
  whole?: ExecutionResult;
}) {
  const texts: string[] = [];
  const requests: UpstreamRequest[] = [];
  const call = withFieldBreakers(
    async (request) => {
      requests.push(request);
      const text = print(request.document);
      const names = (["reviews", "summary"] as const).filter((name) => text.includes(`${name}(`));
      texts.push(names.join("+"));
      if (names.some((name) => fails[name] === "whole")) return fails.whole ?? failure("SERVICE_TIMEOUT");
      const data: Record<string, unknown> = {};
      const errors: ServiceError[] = [];
      for (const name of names) {
        const key = name === "reviews" ? "one" : "two";
        data[key] = fails[name] === "field" ? null : name;
        if (fails[name] === "field") {
          const cause = { message: "boom", extensions: { code: fails.code ?? "BOOM" } };
          errors.push(new ServiceError("SERVICE_ERROR", "library", { path: [key], nullKey: key, cause }));
        }
      }
      return errors.length === 0 ? { data } : { data, errors };
    },
    "library",
    OPTIONS,
  );
  const ask = () => call(requestFor(QUERY, { variables: { a: 1, b: 2 } }));
  return { ask, texts, requests, call };
}

const summaryOf = ({ data, errors = [] }: ExecutionResult) => ({
  data: data as unknown,
  errors: errors.map(({ path, extensions }) => [path?.[0], extensions["code"]]),
});

describe("a root field that fails", () => {
  it("is left out of the text once its circuit is open, and leaves the others alone", async () => {
    const { ask, texts, requests } = start({ summary: "field" });
    for (let count = 0; count < 4; count++) await ask();
    expect(texts).toEqual(Array(4).fill("reviews+summary"));
    expect(summaryOf(await ask())).toEqual({
      data: { one: "reviews", two: null },
      errors: [["two", "SERVICE_CIRCUIT_OPEN"]],
    });
    expect(texts[4]).toBe("reviews");
    const last = requests[4];
    expect(last?.variables).toEqual({ a: 1 });
    expect(last && print(last.document)).not.toMatch(/\$b|fragment/);
  });

  it("tries again after a while by itself, and is well again when that succeeds", async () => {
    const fails: Parameters<typeof start>[0] = { summary: "field" };
    const { ask, texts } = start(fails);
    for (let count = 0; count < 4; count++) await ask();
    delete fails.summary;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(summaryOf(await ask())).toEqual({ data: { one: "reviews", two: "summary" }, errors: [] });
    expect(texts.slice(4)).toEqual(["reviews", "summary"]);
    await ask();
    expect(texts.at(-1)).toBe("reviews+summary");
  });

  it("is not blamed for what its asker did wrong", async () => {
    const { ask, texts } = start({ summary: "field", code: "FORBIDDEN" });
    for (let count = 0; count < 20; count++) await ask();
    expect(new Set(texts)).toEqual(new Set(["reviews+summary"]));
  });
});

describe("a request that failed as a whole", () => {
  it("is asked field by field from then on, until it is known whose doing it was", async () => {
    const { ask, texts } = start({ summary: "whole" });
    expect((await ask()).data).toBeUndefined();
    expect(summaryOf(await ask())).toEqual({
      data: { one: "reviews", two: null },
      errors: [["two", "SERVICE_TIMEOUT"]],
    });
    expect(texts).toEqual(["reviews+summary", "reviews", "summary"]);
    for (let count = 0; count < 3; count++) await ask();
    const before = texts.length;
    expect(summaryOf(await ask()).errors).toEqual([["two", "SERVICE_CIRCUIT_OPEN"]]);
    expect(texts.slice(before)).toEqual(["reviews"]);
  });

  it("travels together again once each has been judged well; all that failed alike is one failure", async () => {
    const fails: Parameters<typeof start>[0] = { summary: "whole", reviews: "whole" };
    const { ask, texts } = start(fails);
    await ask();
    const { errors = [] } = await ask();
    expect(errors).toHaveLength(2);
    expect(new Set(errors.map((error) => error instanceof ServiceError && error.failure)).size).toBe(1);
    delete fails.summary;
    delete fails.reviews;
    await ask();
    await ask();
    expect(texts).toEqual(["reviews+summary", "reviews", "summary", "reviews", "summary", "reviews+summary"]);
  });

  for (const [name, whole] of Object.entries({
    "never got there": failure("SERVICE_UNAVAILABLE", { neverSent: true }),
    "was refused by its status": failure("SERVICE_ERROR", { cause: "HTTP status 401" }),
    "had no time": failure("DEADLINE_EXCEEDED"),
  })) {
    it(`is no field's doing where it ${name}`, async () => {
      const { ask, texts } = start({ summary: "whole", whole });
      for (let count = 0; count < 20; count++) await ask();
      expect(new Set(texts)).toEqual(new Set(["reviews+summary"]));
    });
  }

  it("is nobody's doing where its client left", async () => {
    const { call, texts } = start({ summary: "whole" });
    for (let count = 0; count < 20; count++) await call(requestFor(QUERY, { signal: AbortSignal.abort() }));
    expect(new Set(texts)).toEqual(new Set(["reviews+summary"]));
  });
});

it("mutations are never taken apart", async () => {
  const { call, texts } = start({ summary: "whole" });
  for (let count = 0; count < 20; count++)
    await call(requestFor(`mutation { one: reviews(first: 1) two: summary(of: 1) }`, { operationType: "mutation" }));
  expect(new Set(texts)).toEqual(new Set(["reviews+summary"]));
});
