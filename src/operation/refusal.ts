import { GraphQLError } from "graphql";
import { ERRORS, type ErrorCode } from "../errors.ts";

/** An operation that is not executed, and everything that is wrong with it. */
export class OperationRefused extends Error {
  override readonly name = "OperationRefused";
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join("\n"));
    this.errors = errors;
  }
}

/** An error of graphql-js that a client may read as it is, under one of our codes. */
export function withCode(error: GraphQLError, code: ErrorCode, told: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    // `spec`: the status is left at 200 for clients that accept no more than `application/json`, as GraphQL over HTTP says.
    extensions: { code, ...told, http: { spec: true, status: ERRORS[code].httpStatus } },
  });
}

/** Refuses an operation for one reason of our own words; what is `told` goes along in `extensions`. */
export function refuse(code: ErrorCode, message: string, told: Record<string, unknown> = {}): OperationRefused {
  return new OperationRefused([withCode(new GraphQLError(message), code, told)]);
}
