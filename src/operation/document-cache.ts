import { GraphQLError, parse, type DocumentNode, type GraphQLSchema } from "graphql";
import { BoundedMap } from "../util/bounded-map.ts";
import type { Limits } from "./limits.ts";
import { OperationRefused, refuse, withCode } from "./refusal.ts";
import { validateDocument } from "./validate-document.ts";

/** How many documents are remembered, and how long their texts may be together, in characters: a tree takes far more. */
const BOUNDS = { entries: 1_000, weight: 1_000_000, weigh: ({ loc }: DocumentNode) => loc?.source.body.length ?? 0 };

/**
 * Reads documents: parses, limits and validates one the first time it is seen, and remembers it, bounded, for the life
 * of the schema. Throws `OperationRefused` with GRAPHQL_PARSE_FAILED, OPERATION_LIMIT_EXCEEDED or
 * GRAPHQL_VALIDATION_FAILED.
 */
export function createDocumentCache(schema: GraphQLSchema, limits: Limits): (text: string) => DocumentNode {
  const documents = new BoundedMap<string, DocumentNode>(BOUNDS);
  return function readDocument(text) {
    const known = documents.get(text);
    if (known !== undefined) return known;
    const document = withinStack(() => {
      const parsed = parseDocument(text, limits.maxTokens);
      limits.checkDocument(parsed);
      const errors = validateDocument(schema, parsed);
      if (errors.length === 0) return parsed;
      throw new OperationRefused(errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED")));
    });
    documents.set(text, document);
    return document;
  };
}

/** Lists in lists, or fragments in fragments, may take graphql-js deeper than the stack reaches: the client's doing. */
function withinStack<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError)
      throw refuse("OPERATION_LIMIT_EXCEEDED", "The document has more levels than can be read.");
    throw error;
  }
}

function parseDocument(text: string, maxTokens: number): DocumentNode {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // graphql-js has no other sign for it than the message.
    const isTooLong = error.message.includes("tokens. Parsing aborted");
    throw new OperationRefused([withCode(error, isTooLong ? "OPERATION_LIMIT_EXCEEDED" : "GRAPHQL_PARSE_FAILED")]);
  }
}
