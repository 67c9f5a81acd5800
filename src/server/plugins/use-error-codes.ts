import type { GraphQLError } from "graphql";
import type { Plugin } from "graphql-yoga";
import { ERRORS, GatewayError } from "../../errors.ts";
import type { Logger } from "../../observability/logger.ts";

/** Gives the errors of Yoga's own (a request that it cannot read) our codes, and masks what is neither its nor ours. */
export function useErrorCodes(log: Logger): Plugin {
  return {
    onResultProcess(response) {
      const { result } = response;
      response.setResult(
        Array.isArray(result) ? result.map((each) => withOurCodes(each, log)) : withOurCodes(result, log),
      );
    },
  };
}

function withOurCodes<Result extends object>(result: Result, log: Logger): Result {
  if (!("errors" in result) || !Array.isArray(result.errors)) return result;
  const errors = result.errors as readonly GraphQLError[];
  if (errors.every(hasOurCode)) return result;
  return { ...result, errors: errors.map((error) => (hasOurCode(error) ? error : translate(error, log))) };
}

function hasOurCode(error: GraphQLError): boolean {
  const code = error.extensions?.["code"];
  return typeof code === "string" && Object.hasOwn(ERRORS, code);
}

function translate(error: GraphQLError, log: Logger): GraphQLError {
  // Yoga parses the variables of a GET itself.
  if (error.originalError instanceof SyntaxError) {
    return new GatewayError("BAD_USER_INPUT", { message: "The request's variables or extensions are no JSON." });
  }
  const { status = 500 } = (error.extensions?.["http"] ?? {}) as { status?: number };
  if (status >= 400 && status < 500) {
    return new GatewayError("BAD_USER_INPUT", { message: error.message, httpStatus: status });
  }
  log.error({ err: error }, "a request failed");
  return new GatewayError("INTERNAL_SERVER_ERROR", { cause: error });
}
