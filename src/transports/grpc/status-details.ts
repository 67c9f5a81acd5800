/** What a service adds to a status, in the form of Google's APIs: https://google.aip.dev/193 */
import protobuf from "protobufjs";

export interface StatusDetails {
  /** Why, for machines: `ErrorInfo.reason`, such as `CARD_EXPIRED`. */
  readonly reason: string | undefined;
  /** How long the service asks to be left alone: `RetryInfo.retry_delay`. */
  readonly retryAfterMs: number | undefined;
}

const NONE: StatusDetails = { reason: undefined, retryAfterMs: undefined };

const { root } = protobuf.parse(
  `
  syntax = "proto3";
  package google.rpc;
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
  message Any { string type_url = 1; bytes value = 2; }
  message ErrorInfo { string reason = 1; }
  message RetryInfo { Duration retry_delay = 1; }
  message Duration { int64 seconds = 1; int32 nanos = 2; }
`,
  { keepCase: true },
);
root.resolveAll();
const [statusType, errorInfo, retryInfo] = ["Status", "ErrorInfo", "RetryInfo"].map((name) =>
  root.lookupType(`google.rpc.${name}`),
) as [protobuf.Type, protobuf.Type, protobuf.Type];

/** Reads the trailer `grpc-status-details-bin`. What cannot be read says nothing. */
export function readStatusDetails(trailer: Uint8Array | string | undefined): StatusDetails {
  if (typeof trailer !== "object") return NONE;
  try {
    const { details } = statusType.decode(trailer) as unknown as { details: { type_url: string; value: Uint8Array }[] };
    const find = (type: protobuf.Type) => {
      const packed = details.find(({ type_url }) => type_url.endsWith(type.fullName.replace(/^\./, "/")));
      return packed && (type.decode(packed.value) as unknown as Record<string, unknown>);
    };
    const reason = find(errorInfo)?.["reason"];
    const delay = find(retryInfo)?.["retry_delay"] as { seconds: unknown; nanos: number } | null | undefined;
    return {
      reason: typeof reason === "string" && reason !== "" ? reason : undefined,
      retryAfterMs: delay ? Math.max(0, Number(delay.seconds) * 1_000 + delay.nanos / 1_000_000) : undefined,
    };
  } catch {
    return NONE;
  }
}
