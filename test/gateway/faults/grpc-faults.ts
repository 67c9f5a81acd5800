/** Every way in which a service may fail over gRPC, but for those of a connection, which all its calls share. */
import { constants, type OutgoingHttpHeaders } from "node:http2";
import { gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { frame, frameHead, GRPC_HEADERS, respond, type GrpcMisbehaviour } from "../../testkit/grpc-fault-proxy.ts";
import { statusDetails } from "../../testkit/grpc-service.ts";
import { SECRET, type FaultCase } from "./fault.ts";

const OK = { "grpc-status": String(status.OK) };

/** Refuses without a message. */
const refuse =
  (code: number, more: OutgoingHttpHeaders = {}): GrpcMisbehaviour =>
  ({ stream }) =>
    stream.respond(
      { ...GRPC_HEADERS, "grpc-status": String(code), "grpc-message": SECRET, ...more },
      { endStream: true },
    );

const whileDetailed = (retryAfterMs: number) => ({
  "grpc-status-details-bin": statusDetails({ retryAfterMs }).toString("base64"),
});

/** A plain HTTP answer, as a proxy in between gives it. */
const plain =
  (code: number): GrpcMisbehaviour =>
  ({ stream }) => {
    stream.respond({ ":status": code, "content-type": "text/html" });
    stream.end(`<h1>${SECRET}</h1>`);
  };

const badAnswer = (misbehave: GrpcMisbehaviour) => ({ code: "SERVICE_BAD_RESPONSE", misbehave }) as const;
const refused = (code: number) => ({ code: "SERVICE_ERROR", misbehave: refuse(code) }) as const;

/** A message that is marked as compressed. */
function compressed(how: string | undefined, bytes: Buffer): GrpcMisbehaviour {
  const message = frame(bytes);
  message[0] = 1;
  return ({ stream }) => respond(stream, [message], OK, how === undefined ? {} : { "grpc-encoding": how });
}

export const GRPC_FAULTS: Readonly<Record<string, FaultCase<GrpcMisbehaviour>>> = {
  unavailable: { code: "SERVICE_UNAVAILABLE", misbehave: refuse(status.UNAVAILABLE) },
  "unavailable-retry-info": {
    code: "SERVICE_UNAVAILABLE",
    retryAfterMs: 120_000,
    misbehave: refuse(status.UNAVAILABLE, whileDetailed(120_000)),
  },
  "deadline-exceeded": { code: "SERVICE_TIMEOUT", misbehave: refuse(status.DEADLINE_EXCEEDED) },
  "resource-exhausted": {
    code: "SERVICE_ERROR",
    retryAfterMs: 120_000,
    misbehave: refuse(status.RESOURCE_EXHAUSTED, whileDetailed(120_000)),
  },
  internal: refused(status.INTERNAL),
  unknown: refused(status.UNKNOWN),
  cancelled: refused(status.CANCELLED),
  unauthenticated: refused(status.UNAUTHENTICATED),
  unimplemented: refused(status.UNIMPLEMENTED),
  "no-such-status": refused(99),
  hang: { code: "SERVICE_TIMEOUT", isSlow: true, misbehave: () => {} },
  "slow-headers": {
    code: "SERVICE_TIMEOUT",
    isSlow: true,
    misbehave: ({ stream }) => stream.respond(GRPC_HEADERS),
  },
  "half-message": {
    code: "SERVICE_TIMEOUT",
    isSlow: true,
    async misbehave({ stream, forward }) {
      const message = frame(await forward());
      stream.respond(GRPC_HEADERS);
      stream.write(message.subarray(0, message.length / 2));
    },
  },
  drip: {
    code: "SERVICE_TIMEOUT",
    isSlow: true,
    misbehave({ stream }) {
      stream.respond(GRPC_HEADERS);
      stream.write(frameHead(1_000));
      const timer = setInterval(() => stream.write(" "), 50);
      stream.once("close", () => clearInterval(timer));
    },
  },
  "cut-message": {
    code: "SERVICE_UNAVAILABLE",
    async misbehave({ stream, forward }) {
      const message = frame(await forward());
      stream.respond(GRPC_HEADERS);
      stream.write(message.subarray(0, message.length / 2), () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    },
  },
  "refused-stream": {
    code: "SERVICE_UNAVAILABLE",
    misbehave: ({ stream }) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
  },
  "http-502": { code: "SERVICE_UNAVAILABLE", misbehave: plain(502) },
  "http-404": { code: "SERVICE_ERROR", misbehave: plain(404) },
  "http-200": badAnswer(plain(200)),
  "no-status": {
    code: "SERVICE_UNAVAILABLE",
    async misbehave({ stream, forward }) {
      stream.respond(GRPC_HEADERS);
      stream.end(frame(await forward()));
    },
  },
  "no-message": badAnswer(({ stream }) => respond(stream, [], OK)),
  "two-messages": badAnswer(async ({ stream, forward }) => {
    const message = frame(await forward());
    respond(stream, [message, message], OK);
  }),
  "no-proto": badAnswer(({ stream }) => respond(stream, [frame(Buffer.from(SECRET))], OK)),
  "compressed-as-nothing": badAnswer(compressed(undefined, Buffer.from(SECRET))),
  "compressed-unknown": badAnswer(compressed("zstd", Buffer.from(SECRET))),
  "compressed-badly": badAnswer(compressed("gzip", Buffer.from(SECRET))),
  "50-mb-compressed": badAnswer(compressed("gzip", gzipSync(Buffer.alloc(50_000_000)))),
  "50-mb-announced": badAnswer(({ stream }) => {
    stream.respond(GRPC_HEADERS);
    stream.write(frameHead(50_000_000));
  }),
  "50-mb": badAnswer(({ stream }) => {
    stream.respond(GRPC_HEADERS);
    stream.write(frameHead(50_000_000));
    const chunk = Buffer.alloc(500_000);
    let sent = 0;
    const send = () => {
      if (sent++ < 100 && !stream.destroyed) stream.write(chunk, send);
    };
    send();
  }),
  // Messages that are put one behind the other are one, whose lists hold what all of them hold.
  "duplicate-keys": badAnswer(async ({ stream, forward }) => {
    const message = await forward();
    respond(stream, [frame(Buffer.concat([message, message]))], OK);
  }),
};
