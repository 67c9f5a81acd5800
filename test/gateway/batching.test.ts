import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { startSmallGateway } from "../testkit/small-gateway.ts";

async function startBatching(maxBatchSize: number) {
  const key = { id: "robot", sha256: createHash("sha256").update("key").digest("hex"), requestsPerMinute: 5 };
  const gateway = await startSmallGateway({
    server: { maxBatchSize },
    authentication: { apiKeys: [key] },
    limits: { maxRootFields: 2 },
  });
  const send = async (body: unknown) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": "key" },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
  };
  return { ...gateway, send };
}

const hello = { query: "{ hello }" };
const refusal = (message: RegExp) => ({
  errors: [{ message: expect.stringMatching(message) as string, extensions: { code: "BAD_USER_INPUT" } }],
});

describe("a list of operations", () => {
  it("is refused where it is not switched on, and no service is called", async () => {
    const { send, service } = await startBatching(1);
    expect(await send([hello])).toMatchObject({ status: 400, body: refusal(/Batching is not supported/) });
    expect(service.calls).toHaveLength(0);
  });

  it("is answered with a list, each operation for itself", async () => {
    const { send } = await startBatching(3);
    const { status, body } = await send([hello, { query: "{ nothing }" }, { query: "{ a: hello b: hello c: hello }" }]);
    expect(status).toBe(200);
    expect(body).toEqual([
      { data: { hello: "Hello, World!" } },
      {
        errors: [
          {
            message: expect.stringContaining("nothing") as string,
            locations: [{ line: 1, column: 3 }],
            extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
          },
        ],
      },
      {
        errors: [
          {
            message: expect.stringContaining("root fields") as string,
            extensions: { code: "OPERATION_LIMIT_EXCEEDED" },
          },
        ],
      },
    ]);
  });

  it("is refused whole when it is longer than it may be, or empty", async () => {
    const { send, service } = await startBatching(2);
    expect(await send([hello, hello, hello])).toMatchObject({ status: 400, body: refusal(/3 operations, 2 at most/) });
    expect(await send([])).toMatchObject({ status: 400, body: refusal(/no operation/) });
    expect(service.calls).toHaveLength(0);
  });

  it("may hold junk, which is told in its place", async () => {
    const { send } = await startBatching(5);
    const { body } = await send([hello, null, 7, "{ hello }", []]);
    expect(body).toHaveLength(5);
    expect((body as object[])[0]).toEqual({ data: { hello: "Hello, World!" } });
    for (const junk of (body as object[]).slice(1)) {
      expect(junk).toMatchObject({ errors: [{ extensions: { code: "BAD_USER_INPUT" } }] });
    }
  });

  it("is charged for each operation, and refused whole when its client cannot pay for all", async () => {
    const { send, service } = await startBatching(10);
    expect((await send([hello, hello, hello])).headers.get("ratelimit")).toMatch(/r=2;/);
    const { length } = service.calls;
    const refused = await send([hello, hello, hello]);
    expect(refused).toMatchObject({ status: 429, body: { errors: [{ extensions: { code: "RATE_LIMITED" } }] } });
    expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(service.calls).toHaveLength(length);
  });
});
