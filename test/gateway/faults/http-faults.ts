/** Every way in which a service may fail over HTTP, from its first byte to what its lookups give. */
import { parse } from "graphql";
import { readEntryFields } from "../../../src/resilience/entry-fields.ts";
import type { HttpMisbehaviour } from "../../testkit/fault-proxy.ts";
import { SECRET, type FaultCase } from "./fault.ts";

const JSON_HEADERS = { "content-type": "application/json" };

const answer =
  (status: number, headers: Record<string, string> = JSON_HEADERS, body = SECRET): HttpMisbehaviour =>
  ({ response }) =>
    void response.writeHead(status, headers).end(body);

const badAnswer = (misbehave: HttpMisbehaviour) => ({ code: "SERVICE_BAD_RESPONSE", misbehave }) as const;

/** Sends so many bytes, as fast as they are taken. */
const flood =
  (bytes: number): HttpMisbehaviour =>
  ({ response }) => {
    response.writeHead(200, JSON_HEADERS);
    const chunk = Buffer.alloc(500_000, " ");
    let sent = 0;
    const send = () => {
      sent += chunk.length;
      if (sent <= bytes && !response.destroyed) response.write(chunk, send);
    };
    send();
  };

export const HTTP_FAULTS: Readonly<Record<string, FaultCase<HttpMisbehaviour>>> = {
  reset: { code: "SERVICE_UNAVAILABLE", misbehave: ({ response }) => void response.destroy() },
  "no-http": { code: "SERVICE_UNAVAILABLE", misbehave: ({ response }) => void response.socket?.end(SECRET) },
  hang: { code: "SERVICE_TIMEOUT", isSlow: true, misbehave: () => {} },
  "slow-headers": {
    code: "SERVICE_TIMEOUT",
    isSlow: true,
    misbehave: ({ response }) => response.writeHead(200, JSON_HEADERS).flushHeaders(),
  },
  "half-body": {
    code: "SERVICE_TIMEOUT",
    isSlow: true,
    async misbehave({ response, forward }) {
      const text = await forward();
      response.writeHead(200, JSON_HEADERS).write(text.slice(0, text.length / 2));
    },
  },
  drip: {
    code: "SERVICE_TIMEOUT",
    isSlow: true,
    misbehave({ response }) {
      response.writeHead(200, JSON_HEADERS);
      const timer = setInterval(() => response.write(" "), 50);
      response.once("close", () => clearInterval(timer));
    },
  },
  "endless-hints": {
    code: "SERVICE_TIMEOUT",
    isSlow: true,
    misbehave({ response }) {
      const timer = setInterval(() => response.writeEarlyHints({ link: "</style.css>; rel=preload" }), 50);
      response.once("close", () => clearInterval(timer));
    },
  },
  "cut-body": {
    code: "SERVICE_UNAVAILABLE",
    async misbehave({ response, forward }) {
      const text = await forward();
      response.writeHead(200, { ...JSON_HEADERS, "content-length": text.length });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
    },
  },
  "long-headers": { code: "SERVICE_UNAVAILABLE", misbehave: answer(200, { "x-secret": "x".repeat(100_000) }, "{}") },
  "500": { code: "SERVICE_UNAVAILABLE", misbehave: answer(500) },
  "500-html": { code: "SERVICE_UNAVAILABLE", misbehave: answer(500, { "content-type": "text/html" }) },
  "503-retry-after": {
    code: "SERVICE_UNAVAILABLE",
    retryAfterMs: 120_000,
    misbehave: answer(503, { "retry-after": "120" }),
  },
  "429": { code: "SERVICE_ERROR", retryAfterMs: 120_000, misbehave: answer(429, { "retry-after": "120" }) },
  "404": { code: "SERVICE_ERROR", overRest: null, misbehave: answer(404) },
  "endless-redirect": { code: "SERVICE_UNAVAILABLE", misbehave: answer(302, { location: "/graphql" }) },
  "not-json": badAnswer(answer(200)),
  "wrong-content-type": badAnswer(answer(200, { "content-type": "text/html" }, `<h1>${SECRET}</h1>`)),
  empty: badAnswer(answer(200, JSON_HEADERS, "")),
  "no-content": badAnswer(({ response }) => void response.writeHead(204).end()),
  "no-result": badAnswer(answer(200, JSON_HEADERS, '{"data":[1]}')),
  "null-data": badAnswer(answer(200, JSON_HEADERS, '{"data":null}')),
  null: badAnswer(answer(200, JSON_HEADERS, "null")),
  "wrong-list": badAnswer(answer(200, JSON_HEADERS, `[1, "${SECRET}", {}, []]`)),
  "graphql-errors": {
    code: "SERVICE_ERROR",
    overRest: "SERVICE_BAD_RESPONSE",
    misbehave: answer(
      200,
      JSON_HEADERS,
      JSON.stringify({ data: null, errors: [{ message: SECRET, extensions: { stack: SECRET } }] }),
    ),
  },
  compressed: badAnswer(answer(200, { ...JSON_HEADERS, "content-encoding": "gzip" })),
  "50-mb-announced": badAnswer(
    ({ response }) => void response.writeHead(200, { ...JSON_HEADERS, "content-length": 50_000_000 }).write("{"),
  ),
  "50-mb": badAnswer(flood(50_000_000)),
};

/** Changes what lookups give: a list in the order of the keys that were asked for. */
const lookups =
  (change: (values: readonly unknown[]) => unknown): HttpMisbehaviour =>
  async ({ body, response, forward }) => {
    const { query } = JSON.parse(body) as { query: string };
    const fields = new Map((readEntryFields(parse(query)) ?? []).map(({ key, name }) => [key, name]));
    const { data, ...rest } = JSON.parse(await forward()) as { data: Record<string, unknown> };
    const changed = Object.entries(data).map(([key, value]) => [
      key,
      /Ids$|^_entities$/.test(fields.get(key) ?? "") && Array.isArray(value) ? change(value) : value,
    ]);
    response.writeHead(200, JSON_HEADERS).end(JSON.stringify({ data: Object.fromEntries(changed) as object, ...rest }));
  };

/** How a GraphQL service's lookups may fail as a whole; what is asked for in another way is not lost with them. */
export const LOOKUP_FAULTS: Readonly<Record<string, HttpMisbehaviour>> = {
  "short-lists": lookups((values) => values.slice(1)),
  "long-lists": lookups((values) => [...values, values[0]]),
  "no-lists": lookups(([first]) => first),
  "swapped-objects": lookups((values) => values.map((value) => ({ ...(value as object), id: "another" }))),
};

/** Each key is answered with the first one's object. */
export const duplicateKeys = lookups((values) => values.map(() => values[0]));

/** Each object has its id twice, first another's. */
export const duplicateMembers: HttpMisbehaviour = async ({ response, forward }) => {
  const text = await forward();
  response.writeHead(200, JSON_HEADERS).end(text.replaceAll('"id":', '"id":"another","id":'));
};

/** Another answer follows at once, which nobody asked for. */
export const unaskedAnswer: HttpMisbehaviour = async ({ response, forward }) => {
  const whole = (body: string) =>
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  response.socket?.write(whole(await forward()) + whole('{"data":{}}').repeat(3));
};

const restLookups =
  (change: (values: readonly Record<string, unknown>[]) => unknown): HttpMisbehaviour =>
  async ({ response, forward }) => {
    const values = JSON.parse(await forward()) as Record<string, unknown>[];
    response.writeHead(200, JSON_HEADERS).end(JSON.stringify(change(values)));
  };

/** How a REST service's lookups may fail as a whole. */
export const REST_LOOKUP_FAULTS: Readonly<Record<string, HttpMisbehaviour>> = {
  "twice-each": restLookups((values) => [...values, ...values]),
  "without-keys": restLookups((values) => values.map(({ id: _id, orderId: _orderId, ...value }) => value)),
};
