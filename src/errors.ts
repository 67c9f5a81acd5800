/**
 * The one table of errors: what a client may read, by code. Match on the code; messages may change.
 * What is inside (addresses, bodies, stacks) is never part of a message: it stays in `cause`, for the log.
 */
import { GraphQLError } from "graphql";

interface ErrorKind {
  /** What the client reads when nothing more exact may be said; `{service}` is the name of the one to blame. */
  readonly message: string;
  /** The HTTP status where nothing could be answered. A part that failed inside an answer is always 200. */
  readonly httpStatus: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
}

export const ERRORS = {
  GRAPHQL_PARSE_FAILED: { message: "The document cannot be parsed.", httpStatus: 400, retryable: false },
  GRAPHQL_VALIDATION_FAILED: {
    message: "The document is not valid for this graph.",
    httpStatus: 400,
    retryable: false,
  },
  BAD_USER_INPUT: { message: "The request is not valid.", httpStatus: 400, retryable: false },
  UNAUTHENTICATED: { message: "Invalid token", httpStatus: 401, retryable: false },
  FORBIDDEN: { message: "Not allowed.", httpStatus: 403, retryable: false },
  RATE_LIMITED: { message: "Too many requests", httpStatus: 429, retryable: true },
  OPERATION_TOO_COSTLY: { message: "The operation is too costly.", httpStatus: 400, retryable: false },
  OPERATION_LIMIT_EXCEEDED: { message: "The operation exceeds a limit.", httpStatus: 400, retryable: false },
  PERSISTED_QUERY_NOT_FOUND: { message: "The stored operation is not known.", httpStatus: 404, retryable: false },
  REQUEST_TOO_LARGE: { message: "The request is too large.", httpStatus: 413, retryable: false },
  OVERLOADED: { message: "The gateway is overloaded.", httpStatus: 503, retryable: true },
  SUBSCRIPTION_ENDED: { message: "The gateway ended the subscription.", httpStatus: 503, retryable: true },
  DEADLINE_EXCEEDED: { message: "There was no time left for this.", httpStatus: 504, retryable: true },
  SERVICE_UNAVAILABLE: { message: "The {service} service is unavailable.", httpStatus: 502, retryable: true },
  SERVICE_TIMEOUT: { message: "The {service} service did not answer in time.", httpStatus: 504, retryable: true },
  SERVICE_CIRCUIT_OPEN: { message: "The {service} service is not asked for now.", httpStatus: 503, retryable: true },
  SERVICE_BAD_RESPONSE: {
    message: "The {service} service gave an answer that cannot be used.",
    httpStatus: 502,
    retryable: true,
  },
  SERVICE_ERROR: { message: "The {service} service could not do this.", httpStatus: 502, retryable: false },
  INTERNAL_SERVER_ERROR: { message: "Something went wrong.", httpStatus: 500, retryable: false },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

export interface GatewayErrorOptions {
  /** Sent to the client in place of the code's own message: must hold nothing internal. */
  message?: string;
  /** For the log only. */
  cause?: unknown;
  /** Sent along in `extensions`. */
  extensions?: Record<string, unknown>;
  /** Where in the document. */
  nodes?: GraphQLError["nodes"];
  /** Replaces the code's own HTTP status. */
  httpStatus?: number;
  /** Sent as HTTP headers, where the whole request is refused. */
  httpHeaders?: Record<string, string>;
}

/** A request, or a part of one, that the gateway itself refuses or cannot do. Its message is safe to be read. */
export class GatewayError extends GraphQLError {
  override readonly name = "GatewayError";
  readonly code: ErrorCode;
  /** How the whole request is answered over HTTP, where this is what refuses it. */
  readonly http: { readonly status: number; readonly headers?: Record<string, string> };

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    const http = {
      status: options.httpStatus ?? ERRORS[code].httpStatus,
      ...(options.httpHeaders === undefined ? {} : { headers: options.httpHeaders }),
    };
    super(options.message ?? ERRORS[code].message, {
      nodes: options.nodes ?? null,
      extensions: { code, ...options.extensions, http },
    });
    this.code = code;
    this.http = http;
    this.cause = options.cause;
  }
}

export interface ServiceErrorOptions {
  /** A message of the service's own that may pass, see `ServiceOptions.errors`. */
  message?: string;
  /** For the log only. */
  cause?: unknown;
  /** Sent along in `extensions`. */
  extensions?: Record<string, unknown>;
  /** When the service asked to be left alone until, in milliseconds from now (`Retry-After`). */
  retryAfterMs?: number;
  /** Whether the call certainly never got to the service, so that it may be sent elsewhere, whatever it is. @default false */
  neverSent?: boolean;
  /** Where in the service's answer. */
  path?: ReadonlyArray<string | number>;
  /**
   * What this error has in common with others of the same upstream failure: errors with one `failure` are told
   * once. By default an error is a failure of its own.
   */
  failure?: object;
  /** Which key of the path is null in the service's answer. */
  nullKey?: string | number;
  /** The end of the path, from below that key down to what failed. */
  tail?: ReadonlyArray<string | number>;
  /** Whether nothing is null for it: the service answered whole, and told of an error beside. @default false */
  isHarmless?: boolean;
  /** Whether what was asked may have brought it about: it counts against no circuit, which others share. @default false */
  mayBeAskers?: boolean;
  /** Of a `DEADLINE_EXCEEDED`: whether the call had about as much time as any has, so that it tells of its service. @default false */
  isOverdue?: boolean;
}

/** One failure of one upstream call: travels as a value in its slot, never thrown past the engine. */
export class ServiceError extends GraphQLError {
  override readonly name = "ServiceError";
  readonly code: ErrorCode;
  readonly service: string;
  readonly failure: object;
  readonly retryAfterMs: number | undefined;
  readonly neverSent: boolean;
  readonly nullKey: string | number | undefined;
  readonly tail: ReadonlyArray<string | number>;
  readonly isHarmless: boolean;
  readonly mayBeAskers: boolean;
  readonly isOverdue: boolean;

  constructor(code: ErrorCode, service: string, options: ServiceErrorOptions = {}) {
    super(options.message ?? ERRORS[code].message.replace("{service}", service), {
      path: options.path ?? null,
      extensions: { code, service, ...options.extensions },
    });
    this.code = code;
    this.service = service;
    this.failure = options.failure ?? this;
    this.retryAfterMs = options.retryAfterMs;
    this.neverSent = options.neverSent ?? false;
    this.nullKey = options.nullKey;
    this.tail = options.tail ?? [];
    this.isHarmless = options.isHarmless ?? false;
    this.mayBeAskers = options.mayBeAskers ?? false;
    this.isOverdue = options.isOverdue ?? false;
    this.cause = options.cause;
  }
}

/** Something is wrong with the configuration or the contracts; `problems` names everything that is, one a line. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** An object that its service says it does not have. Not a failure: what needs it is null, and no error is told. */
export class EntityMissing extends Error {
  override readonly name = "EntityMissing";
}

/** Stands for an error whose path is not to be believed: whoever catches it locates it anew. */
export class Unlocated extends Error {
  override readonly name = "Unlocated";

  constructor(cause: unknown) {
    super("An error to be located.", { cause });
  }
}

/** The errors at the bottom of one that libraries wrapped, located again or gathered; the error itself where it wraps none. */
export function rootCauses(error: unknown): readonly unknown[] {
  if (error instanceof ServiceError || error instanceof GatewayError || error instanceof EntityMissing) return [error];
  if (error instanceof Unlocated) return rootCauses(error.cause);
  if (error instanceof AggregateError) return error.errors.flatMap(rootCauses);
  if (error instanceof GraphQLError && error.originalError !== undefined) return rootCauses(error.originalError);
  return [error];
}
