/** What is refused of an operation is not fetched, and stands in the answer as null, with an error that says why. */
import { randomBytes } from "node:crypto";
import {
  GraphQLError,
  Kind,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type SelectionSetNode,
} from "graphql";
import type { GatewayError } from "../errors.ts";

/** Not to be guessed: a client's own field of such a name would be taken for a mark. */
const PREFIX = `selvage_refused_${randomBytes(8).toString("hex")}_`;
/** How many places of one refusal are told. */
const MAX_PATHS = 20;

/** Why a field is left out. */
export interface Refusal {
  /** Tells it from the document's other ones. */
  readonly index: number;
  /** The field's response key. */
  readonly key: string;
  readonly error: GatewayError;
}

type Path = readonly (string | number)[];

/** The document with a mark, which no service is asked for, in the place of each refused field. */
export function leaveOut(document: DocumentNode, refused: ReadonlyMap<FieldNode, Refusal>): DocumentNode {
  function write({ kind, selections }: SelectionSetNode): SelectionSetNode {
    return {
      kind,
      selections: selections.map((selection) => {
        const refusal = selection.kind === Kind.FIELD ? refused.get(selection) : undefined;
        if (refusal !== undefined) return mark(refusal);
        return "selectionSet" in selection && selection.selectionSet !== undefined
          ? { ...selection, selectionSet: write(selection.selectionSet) }
          : selection;
      }),
    };
  }
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? { ...definition, selectionSet: write(definition.selectionSet) }
        : definition,
    ),
  };
}

function mark({ index }: Refusal): FieldNode {
  return {
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: `${PREFIX}${index}` },
    name: { kind: Kind.NAME, value: "__typename" },
  };
}

/** The answer with null in the place of each mark, and one error for each refusal, at its first place. */
export function tellRefusals(answer: ExecutionResult, refusals: readonly Refusal[]): ExecutionResult {
  if (refusals.length === 0) return answer;
  const byMark = new Map(refusals.map((refusal) => [`${PREFIX}${refusal.index}`, refusal]));
  const places = new Map<Refusal, Path[]>();

  function replace(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return value.map((item, index) => replace(item, [...path, index]));
    if (!isPlainObject(value)) return value;
    const object: Record<string, unknown> = Object.create(null);
    for (const [key, inner] of Object.entries(value)) {
      const refusal = byMark.get(key);
      if (refusal === undefined) {
        object[key] = replace(inner, [...path, key]);
        continue;
      }
      object[refusal.key] = null;
      const known = places.get(refusal);
      if (known === undefined) places.set(refusal, [[...path, refusal.key]]);
      else known.push([...path, refusal.key]);
    }
    return object;
  }

  const data = replace(answer.data, []) as ExecutionResult["data"];
  if (places.size === 0) return answer;
  const errors = [...places].map(([{ error }, paths]) => toError(error, paths));
  return { ...answer, ...(data === undefined ? {} : { data }), errors: [...errors, ...(answer.errors ?? [])] };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function toError({ message, extensions }: GatewayError, [first, ...others]: readonly Path[]): GraphQLError {
  const { http: _http, ...told } = extensions;
  return new GraphQLError(message, {
    path: first ?? null,
    extensions: {
      ...told,
      ...(others.length > 0 ? { paths: others.slice(0, MAX_PATHS) } : {}),
      ...(others.length > MAX_PATHS ? { pathCount: others.length + 1 } : {}),
    },
  });
}
