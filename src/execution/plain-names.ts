/**
 * The stitching library asks services for keys, and for what fields are computed from, under names that a client may have
 * given to something else, or to the same field with arguments. So response keys that could mislead it are changed before
 * an operation is executed, and changed back in the answer.
 */
import {
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type SelectionSetNode,
} from "graphql";
import type { Path } from "../aggregates/answer-notes.ts";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { Owner } from "../composition/owners.ts";
import { failureOf, tellOf } from "./fold-errors.ts";
import { NOTHING } from "../planning/normal-document.ts";

const PREFIX = "selvage_alias_";

export interface PlainDocument {
  readonly document: DocumentNode;
  /** Whether the answer must be put through `restoreNames`. */
  readonly isRenamed: boolean;
}

/** Gives a document without misleading aliases, written once as long as the document lives. */
export function createPlainNames({
  executableSchema,
  owners,
}: Pick<ComposedSchema, "executableSchema" | "owners">): (document: DocumentNode) => PlainDocument {
  const types = Object.values(executableSchema.getTypeMap());
  const fieldNames = new Set(types.flatMap((type) => ("getFields" in type ? Object.keys(type.getFields()) : [])));
  const neededNames = new Set([...owners.values()].flatMap(readNeededNames));
  const known = new WeakMap<DocumentNode, PlainDocument>();

  function write(document: DocumentNode): PlainDocument {
    let isRenamed = false;
    const renamed: DocumentNode = visit(document, {
      Field: (field) => {
        if (field === NOTHING) isRenamed = true;
        if (field === NOTHING || !misleads(field)) return undefined;
        isRenamed = true;
        return { ...field, alias: { kind: Kind.NAME, value: PREFIX + (field.alias ?? field.name).value } };
      },
    });
    return { document: renamed, isRenamed };
  }

  function misleads({ alias, name, arguments: given = [] }: FieldNode): boolean {
    const key = (alias ?? name).value;
    if (key === name.value) return given.length > 0 && neededNames.has(key);
    return fieldNames.has(key) || key.startsWith("__") || key.startsWith("selvage_");
  }

  return function usePlainNames(document) {
    const plain = known.get(document) ?? write(document);
    known.set(document, plain);
    return plain;
  };
}

/** The names of what is asked for beside what the client wants: without arguments, whatever the client gives. */
function readNeededNames({ lookups, computed }: Owner): string[] {
  const keys = [...lookups.values()].flat().map(({ selectionSet }) => selectionSet);
  return [...keys, ...computed.values()].flatMap(readNames);
}

function readNames({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => [
    ...(selection.kind === Kind.FIELD ? [selection.name.value] : []),
    ...(selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet ? readNames(selection.selectionSet) : []),
  ]);
}

/** Gives an answer's data, and the places that its errors name, the client's names. */
export function restoreNames({ data, errors }: ExecutionResult): ExecutionResult {
  return {
    ...(errors === undefined ? {} : { errors: errors.map(restoreError) }),
    data: restoreKeys(data) as Record<string, unknown> | null,
  };
}

function restoreKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restoreKeys);
  // graphql-js makes the objects of an answer without a prototype; any other is a scalar's value.
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== null) return value;
  const restored: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) {
    if (key !== NOTHING.alias?.value) restored[restoreKey(key)] = restoreKeys(inner);
  }
  return restored;
}

function restoreError(error: GraphQLError): GraphQLError {
  const { message, nodes, path, extensions } = error;
  const paths = extensions["paths"];
  const restored = new GraphQLError(message, {
    nodes: nodes ?? null,
    path: path === undefined ? null : path.map(restoreKey),
    extensions: Array.isArray(paths)
      ? { ...extensions, paths: paths.map((place: Path) => place.map(restoreKey)) }
      : extensions,
  });
  const failure = failureOf(error);
  if (failure === undefined) return restored;
  return tellOf(restored, { ...failure, places: failure.places.map((place) => place.map(restoreKey)) });
}

function restoreKey<Key extends string | number>(key: Key): Key | string {
  return typeof key === "string" && key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}
