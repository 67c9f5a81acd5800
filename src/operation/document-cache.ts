import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from "graphql";
import { BoundedMap } from "../util/bounded-map.ts";
import { OperationRefused, withCode } from "./refusal.ts";

/** How many documents are remembered. */
const MAX_DOCUMENTS = 1_000;
/** A longer document is refused while it is parsed. */
const MAX_TOKENS = 10_000;

/**
 * Reads documents: parses and validates one the first time it is seen, and remembers it, bounded, for the life of the
 * schema. Throws `OperationRefused` with GRAPHQL_PARSE_FAILED or GRAPHQL_VALIDATION_FAILED.
 */
export function createDocumentCache(schema: GraphQLSchema): (text: string) => DocumentNode {
  const documents = new BoundedMap<string, DocumentNode>(MAX_DOCUMENTS);
  return function readDocument(text) {
    const known = documents.get(text);
    if (known !== undefined) return known;
    const document = parseDocument(text);
    const errors = validate(schema, document);
    if (errors.length > 0)
      throw new OperationRefused(errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED")));
    documents.set(text, document);
    return document;
  };
}

function parseDocument(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) throw new OperationRefused([withCode(error, "GRAPHQL_PARSE_FAILED")]);
    throw error;
  }
}
