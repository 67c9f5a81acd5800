import type { Plugin } from "graphql-yoga";
import { GatewayError } from "../../errors.ts";
import type { YogaServerContext } from "./use-pipeline.ts";

/**
 * Limits how many operations one request may bring as a list, and charges its client for each before any is looked at.
 * Each is then answered for itself, side by side, under the request's deadline.
 */
export function useBatches(maxOperations: number): Plugin<object, YogaServerContext> {
  return {
    onRequestParse({ serverContext }) {
      return {
        async onRequestParseDone({ requestParserResult: operations }) {
          if (!Array.isArray(operations)) return;
          if (maxOperations <= 1) throw refusal("Batching is not supported here: send one operation a request.");
          if (operations.length === 0) throw refusal("The request's list holds no operation.");
          if (operations.length > maxOperations)
            throw refusal(`The request brings ${operations.length} operations, ${maxOperations} at most are allowed.`);
          // The request itself was charged 1 at the door.
          if (operations.length > 1) await serverContext.admission.charge(operations.length - 1);
        },
      };
    },
  };
}

function refusal(message: string): GatewayError {
  return new GatewayError("BAD_USER_INPUT", { message });
}
