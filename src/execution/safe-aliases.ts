/**
 * A client may call one field by another's name, `{ id: status }`, or have a field left out, `{ id @skip(if: true) }`.
 * The stitching library asks services for keys under their own names, and would meet the client's. So such fields travel
 * under names of ours, and get theirs back in the answer.
 */
import { GraphQLError, Kind, visit, type DocumentNode, type ExecutionResult, type GraphQLSchema } from "graphql";
import type { Path } from "../aggregates/answer-notes.ts";

const PREFIX = "selvage_alias_";

export interface SafeDocument {
  readonly document: DocumentNode;
  /** Whether any alias was renamed. */
  readonly isRenamed: boolean;
}

/** Gives documents in which no alias is another field's name; remembers them as long as the documents live. */
export function createAliasGuard(schema: GraphQLSchema): (document: DocumentNode) => SafeDocument {
  const fieldNames = new Set(
    Object.values(schema.getTypeMap()).flatMap((type) => ("getFields" in type ? Object.keys(type.getFields()) : [])),
  );
  const known = new WeakMap<DocumentNode, SafeDocument>();
  return function guardAliases(original) {
    let safe = known.get(original);
    if (safe === undefined) {
      safe = renameAliases(original, fieldNames);
      known.set(original, safe);
    }
    return safe;
  };
}

function renameAliases(original: DocumentNode, fieldNames: ReadonlySet<string>): SafeDocument {
  // All fields of one response key go together: they are one field of the answer.
  const renamed = new Set<string>();
  visit(original, {
    Field: ({ alias, name, directives = [] }) => {
      const isMisleading = alias !== undefined && alias.value !== name.value && fieldNames.has(alias.value);
      if (isMisleading || directives.length > 0) renamed.add((alias ?? name).value);
    },
  });
  if (renamed.size === 0) return { document: original, isRenamed: false };
  const document: DocumentNode = visit(original, {
    Field: (field) => {
      const key = (field.alias ?? field.name).value;
      return renamed.has(key) ? { ...field, alias: { kind: Kind.NAME, value: PREFIX + key } } : undefined;
    },
  });
  return { document, isRenamed: true };
}

/** Puts the client's aliases back into an answer's data and into the places that its errors name. */
export function restoreAliases({ data, errors }: ExecutionResult): ExecutionResult {
  return {
    ...(errors === undefined ? {} : { errors: errors.map(restoreError) }),
    data: restoreKeys(data) as Record<string, unknown> | null,
  };
}

function restoreKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restoreKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [restoreKey(key), restoreKeys(inner)]));
}

function restoreError({ message, nodes, path, extensions }: GraphQLError): GraphQLError {
  const paths = extensions["paths"];
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    path: path === undefined ? null : path.map(restoreKey),
    extensions: Array.isArray(paths)
      ? { ...extensions, paths: paths.map((place: Path) => place.map(restoreKey)) }
      : extensions,
  });
}

function restoreKey<Key extends string | number>(key: Key): Key | string {
  return typeof key === "string" && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}
