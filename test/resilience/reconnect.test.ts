import type { ExecutionResult } from "@graphql-tools/utils";
import { parse } from "graphql";
import { expect, it } from "vitest";
import { ServiceError } from "../../src/errors.ts";
import { withReconnect } from "../../src/resilience/reconnect.ts";

it("who breaks off behind each first event is asked less and less often", async () => {
  let opened = 0;
  async function* breaking(): AsyncGenerator<ExecutionResult> {
    yield { data: { count: ++opened } };
    throw new ServiceError("SERVICE_UNAVAILABLE", "counter");
  }
  const left = new AbortController();
  const subscribe = withReconnect(
    async () => breaking(),
    8,
    () => {},
  );
  const events = await subscribe({ document: parse("subscription { count }"), signal: left.signal });
  setTimeout(() => left.abort(), 1_500);
  await expect(Array.fromAsync(events)).rejects.toThrow("aborted");
  // Behind waits of at least 50, 100, 200, 400 and 800 milliseconds: more than the time that there was.
  expect(opened).toBeGreaterThan(1);
  expect(opened).toBeLessThanOrEqual(5);
});
