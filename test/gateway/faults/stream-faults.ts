/** How a subscription may fail once it is open, over SSE and over gRPC. Each stream begins with an event, as if its order had changed just now. */
import { constants } from "node:http2";
import type { ServerResponse } from "node:http";
import { status } from "@grpc/grpc-js";
import { Kind, parse, print, visit, OperationTypeNode } from "graphql";
import type { FaultyCall, HttpMisbehaviour } from "../../testkit/fault-proxy.ts";
import {
  frame,
  frameHead,
  GRPC_HEADERS,
  type FaultyGrpcCall,
  type GrpcMisbehaviour,
} from "../../testkit/grpc-fault-proxy.ts";
import { SECRET, type FaultCase } from "./fault.ts";

/** What the order service would tell: its answer to the same, asked for as a query. */
async function orderEvent({ body, forward }: FaultyCall): Promise<string> {
  const { query, variables } = JSON.parse(body) as { query: string; variables: unknown };
  const asQuery = visit(parse(query), {
    OperationDefinition: (operation) => ({ ...operation, operation: OperationTypeNode.QUERY }),
    Field: (field) =>
      field.name.value === "orderStatusChanged"
        ? { ...field, alias: field.alias ?? field.name, name: { kind: Kind.NAME, value: "order" } }
        : undefined,
    Argument: (argument) => ({ ...argument, name: { kind: Kind.NAME, value: "id" } }),
  });
  return forward(JSON.stringify({ query: print(asQuery), variables }));
}

function send(response: ServerResponse, data: string): void {
  response.write(`event: next\ndata: ${data}\n\n`);
}

/** Opens a stream; tells of the order where it is the first one of its request. */
async function open(call: FaultyCall, isTold = call.attempt === 1): Promise<ServerResponse> {
  const { response } = call;
  const event = isTold ? await orderEvent(call) : undefined;
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  if (event !== undefined) send(response, event);
  return response;
}

/** The order service's subscriptions, as far as nothing is wrong with them. */
export const tellOfOrder: HttpMisbehaviour = async (call) => void (await open(call, true));

const refuse =
  (code: number, headers: Record<string, string>, text: string): HttpMisbehaviour =>
  ({ response }) =>
    void response.writeHead(code, headers).end(text);

const JSON_HEADERS = { "content-type": "application/json" };
const ERRORS = JSON.stringify({ errors: [{ message: SECRET }] });

/** How there is no stream in the first place, beside all that may go wrong with any answer. */
export const SSE_OPENINGS: Readonly<Record<string, FaultCase<HttpMisbehaviour>>> = {
  "compressed-stream": {
    code: "SERVICE_BAD_RESPONSE",
    misbehave: ({ response }) =>
      void response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" }).write(SECRET),
  },
  "cut-answer": {
    code: "SERVICE_UNAVAILABLE",
    misbehave: ({ response }) =>
      void response.writeHead(200, { ...JSON_HEADERS, "content-length": 1_000 }).write("{", () => response.destroy()),
  },
  "400-errors": { code: "SERVICE_ERROR", misbehave: refuse(400, JSON_HEADERS, ERRORS) },
  "503-errors": {
    code: "SERVICE_UNAVAILABLE",
    retryAfterMs: 120_000,
    misbehave: refuse(503, { ...JSON_HEADERS, "retry-after": "120" }, ERRORS),
  },
};

const thereafter =
  (fail: (response: ServerResponse) => void): HttpMisbehaviour =>
  async (call) =>
    fail(await open(call));

/** What ends a stream, so that it is opened again. */
export const SSE_BREAKS: Readonly<Record<string, FaultCase<HttpMisbehaviour>>> = {
  "cut-event": {
    code: "SERVICE_UNAVAILABLE",
    misbehave: thereafter((response) =>
      response.write(`event: next\ndata: {"data":{"orderStatusChanged":{"id":"${SECRET}`, () => response.destroy()),
    ),
  },
  "no-end": { code: "SERVICE_UNAVAILABLE", misbehave: thereafter((response) => response.end()) },
  "no-events": { code: "SERVICE_UNAVAILABLE", misbehave: thereafter((response) => response.end(`${SECRET}\n\n`)) },
  "long-event": {
    code: "SERVICE_BAD_RESPONSE",
    misbehave: thereafter((response) => send(response, `{"data":null,"more":"${"x".repeat(1_200_000)}"}`)),
  },
};

const beforeAnother =
  (data: string): HttpMisbehaviour =>
  async (call) => {
    const response = await open(call, false);
    send(response, data);
    send(response, await orderEvent(call));
  };

/** What is wrong with one event, and is over with it. */
export const SSE_EVENTS: Readonly<Record<string, FaultCase<HttpMisbehaviour>>> = {
  "event-not-json": { code: "SERVICE_BAD_RESPONSE", misbehave: beforeAnother(SECRET) },
  "event-no-result": { code: "SERVICE_BAD_RESPONSE", misbehave: beforeAnother('{"data":[1]}') },
  "event-null-data": { code: "SERVICE_BAD_RESPONSE", misbehave: beforeAnother('{"data":null}') },
  "event-no-field": { code: "SERVICE_BAD_RESPONSE", misbehave: beforeAnother('{"data":{}}') },
  "event-wrong-type": {
    code: "SERVICE_BAD_RESPONSE",
    misbehave: beforeAnother(`{"data":{"orderStatusChanged":["${SECRET}"]}}`),
  },
  "event-errors": {
    code: "SERVICE_ERROR",
    misbehave: beforeAnother(
      JSON.stringify({
        data: { orderStatusChanged: null },
        errors: [{ message: SECRET, path: ["orderStatusChanged"] }],
      }),
    ),
  },
};

/** Says nothing for a while, as a service does that has nothing to tell; and goes on. */
export const silentForAWhile: HttpMisbehaviour = async (call) => {
  const response = await open(call);
  setTimeout(() => void orderEvent(call).then((event) => send(response, event)), 700);
};

/** Breaks off, wants to be left alone for a second, and is well again. */
export const breaksAndAsksForPatience: HttpMisbehaviour = (call) => {
  if (call.attempt === 1) return SSE_BREAKS["cut-event"]?.misbehave(call);
  if (call.attempt === 2) return refuse(503, { "retry-after": "1" }, SECRET)(call);
  return tellOfOrder(call);
};

/** Answers with the order's parcel: of one parcel, the answer to the list is the event, byte for byte. */
async function openGrpc(
  { stream, attempt, forward }: FaultyGrpcCall,
  isTold = attempt === 1,
  waitForTrailers = true,
): Promise<void> {
  const event = isTold ? frame(await forward("/store.shipping.v1.Shipping/ListShipments")) : undefined;
  stream.respond(GRPC_HEADERS, { waitForTrailers });
  if (event !== undefined) stream.write(event);
}

/** The shipping service's subscriptions, as far as nothing is wrong with them. */
export const tellOfParcel: GrpcMisbehaviour = (call) => openGrpc(call, true);

const grpcThereafter =
  (fail: (stream: FaultyGrpcCall["stream"]) => void): GrpcMisbehaviour =>
  async (call) => {
    await openGrpc(call);
    fail(call.stream);
  };

const endWith = (code: number) =>
  grpcThereafter((stream) => {
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": String(code), "grpc-message": SECRET }));
    stream.end();
  });

/** What ends a stream of gRPC; `SERVICE_ERROR` for good. */
export const GRPC_BREAKS: Readonly<Record<string, FaultCase<GrpcMisbehaviour>>> = {
  "then-unavailable": { code: "SERVICE_UNAVAILABLE", misbehave: endWith(status.UNAVAILABLE) },
  "then-deadline-exceeded": { code: "SERVICE_TIMEOUT", misbehave: endWith(status.DEADLINE_EXCEEDED) },
  "then-internal": { code: "SERVICE_ERROR", misbehave: endWith(status.INTERNAL) },
  "then-no-status": {
    code: "SERVICE_UNAVAILABLE",
    async misbehave(call) {
      await openGrpc(call, call.attempt === 1, false);
      call.stream.end();
    },
  },
  "cut-event": {
    code: "SERVICE_UNAVAILABLE",
    misbehave: grpcThereafter((stream) =>
      stream.write(frameHead(1_000), () => stream.close(constants.NGHTTP2_INTERNAL_ERROR)),
    ),
  },
  "long-event": {
    code: "SERVICE_BAD_RESPONSE",
    misbehave: grpcThereafter((stream) => stream.write(frameHead(50_000_000))),
  },
  "no-proto-event": {
    code: "SERVICE_BAD_RESPONSE",
    misbehave: grpcThereafter((stream) => stream.write(frame(Buffer.from(SECRET)))),
  },
};
