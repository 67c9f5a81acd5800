import type { ErrorCode } from "../../errors.ts";

/** The status codes of gRPC: https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
export const GRPC_STATUS = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type GrpcStatusName = keyof typeof GRPC_STATUS;

export function isGrpcStatusName(name: string): name is GrpcStatusName {
  return Object.hasOwn(GRPC_STATUS, name);
}

export function grpcStatusName(code: number): GrpcStatusName | undefined {
  return (Object.keys(GRPC_STATUS) as GrpcStatusName[]).find((name) => GRPC_STATUS[name] === code);
}

/** How a call ended that did not succeed, as grpc-js tells it. */
export interface GrpcFailure {
  readonly code: number;
  readonly details: string;
  /** The trailers. */
  readonly metadata?: { get(name: string): readonly (Uint8Array | string)[] };
}

/** What grpc-js says of its own where the stream was reset, or where something else than a gRPC service answered. */
const BROKEN = /^(Received RST_STREAM|Call cancelled$|Received HTTP status code 5\d\d)/;

/** And where an answer is too long, cannot be unpacked, is not there, or is more than one message. */
const UNUSABLE =
  /^(Received message larger than max|Received message that decompresses to a size larger|Failed to decompress|No message received$|Too many responses received$)/;

/**
 * The error that a status is. Most are the service's answer, as a 4xx is; some are the way's to the service, and a few
 * are made up by grpc-js, which has no status for an answer that cannot be used.
 */
export function errorCodeOf({ code, details }: GrpcFailure): ErrorCode {
  if (UNUSABLE.test(details)) return "SERVICE_BAD_RESPONSE";
  switch (code) {
    case GRPC_STATUS.UNAVAILABLE:
      return "SERVICE_UNAVAILABLE";
    case GRPC_STATUS.DEADLINE_EXCEEDED:
      return "SERVICE_TIMEOUT";
    default:
      return BROKEN.test(details) ? "SERVICE_UNAVAILABLE" : "SERVICE_ERROR";
  }
}

/** Those that HTTP would tell by a 4xx, see google/rpc/code.proto: whoever asks is to blame, or comes too often. */
const REFUSALS: ReadonlySet<number> = new Set([
  GRPC_STATUS.CANCELLED,
  GRPC_STATUS.INVALID_ARGUMENT,
  GRPC_STATUS.NOT_FOUND,
  GRPC_STATUS.ALREADY_EXISTS,
  GRPC_STATUS.PERMISSION_DENIED,
  GRPC_STATUS.RESOURCE_EXHAUSTED,
  GRPC_STATUS.FAILED_PRECONDITION,
  GRPC_STATUS.ABORTED,
  GRPC_STATUS.OUT_OF_RANGE,
  GRPC_STATUS.UNAUTHENTICATED,
]);

export function isRefusal(code: number): boolean {
  return REFUSALS.has(code);
}

/** Whether a call ended by our own deadline or abort, without a word of the service's. */
export function endedHere({ code, details }: GrpcFailure): boolean {
  return code === GRPC_STATUS.DEADLINE_EXCEEDED || details === "Cancelled on client";
}
