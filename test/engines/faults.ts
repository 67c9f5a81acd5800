/** What goes wrong in the services of a random graph. */
import {
  getNullableType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import { Decisions } from "./decisions.ts";
import { isLookupName } from "./print-graph.ts";
import type { RandomGraph } from "./graph-model.ts";

/**
 * How a field fails: with an error, or with an answer that does not fit the contract: null where none may be, a value of
 * another type, none at all, a list of another length.
 */
export type FaultKind = "error" | "null" | "type" | "missing" | "length";

/** Stands for the root of what is found by a key. */
const LOOKUP = "lookup";

export class Faults {
  /** The services that answer nothing at all. */
  readonly down = new Set<string>();
  readonly #fields = new Map<string, FaultKind>();

  /** The services that are down and the faulty fields that were asked. */
  readonly met = new Set<string>();

  /** The fields of objects that services were asked for by the objects' keys. */
  readonly asked = new Set<string>();

  /** Forgets what was met and asked. */
  clear(): void {
    this.met.clear();
    this.asked.clear();
  }

  noteKeys(service: string, { definitions }: DocumentNode, variables: Readonly<Record<string, unknown>>): void {
    for (const definition of definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
      for (const field of definition.selectionSet.selections) {
        if (field.kind !== Kind.FIELD || !isLookupName(field.name.value)) continue;
        const [, type = ""] = /^find_([A-Za-z]+)/.exec(field.name.value) ?? [];
        const args = (field.arguments ?? []).map(({ name, value }) => [
          name.value,
          valueFromASTUntyped(value, variables),
        ]);
        const { keys, representations, ...key } = Object.fromEntries(args) as Record<string, unknown>;
        const list = keys ?? representations ?? [key];
        for (const each of list as readonly unknown[])
          for (const name of fieldsOf(field.selectionSet))
            this.asked.add(`${service} ${nameOfKey(each, type)} ${name}`);
      }
    }
  }

  /** Whether a service that is asked is down. */
  isDown(service: string): boolean {
    if (this.down.has(service)) this.met.add(service);
    return this.down.has(service);
  }

  /** The fault of a field that is asked for; `way` holds the types of the objects around it, from the root. */
  of(service: string, coordinate: string, way: readonly string[]): FaultKind | undefined {
    const fault = this.#fields.get(`${service} ${coordinate}`);
    if (fault === undefined) return undefined;
    // Each engine asks for keys where it needs them.
    const isKey = isKeyFault(coordinate);
    // What is looked up by its key tells the key again: the stitched engine loses it where that is wrong, the planned one does not.
    if (isKey && way.at(-2) === LOOKUP) return undefined;
    this.met.add(`${service} ${coordinate}${isKey ? ` in ${way.join(" ")}` : ""}`);
    return fault;
  }

  set(service: string, coordinate: string, kind: FaultKind): void {
    this.#fields.set(`${service} ${coordinate}`, kind);
  }

  toString(): string {
    return [
      ...[...this.down].map((name) => `${name} is down`),
      ...[...this.#fields].map((entry) => entry.join(": ")),
    ].join("\n");
  }
}

/** The fields that are asked for, but for those by which objects are known. */
function fieldsOf(selectionSet: SelectionSetNode | undefined): readonly string[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet);
    const { value } = selection.name;
    return value === "__typename" || isKeyFault(`.${value}`) ? [] : [value];
  });
}

/** Of the same object, whichever lookup it is for, and whatever is handed over with it. */
function nameOfKey(key: unknown, type: string): string {
  if (typeof key !== "object" || key === null) return `${type} ${JSON.stringify(key)}`;
  const { __typename = type, key: sole, id, code, shelf, place } = key as Record<string, unknown>;
  return `${__typename as string} ${JSON.stringify(sole ?? id ?? code ?? [shelf, place])}`;
}

/** Whether it is a key's field that is faulty, by its coordinate, or by what was met. */
export function isKeyFault(coordinate: string): boolean {
  return /\.(id|code|shelf|place)\b/.test(coordinate);
}

/** Makes the faults of one request. The same numbers make the same. */
export function makeFaults(
  graph: RandomGraph,
  schemas: ReadonlyMap<string, GraphQLSchema>,
  numbers: readonly number[],
): Faults {
  const decisions = new Decisions(numbers);
  const faults = new Faults();
  const count = 1 + decisions.upTo(3);
  for (let index = 0; index < count; index++) {
    const { name } = decisions.pick(graph.services);
    if (decisions.oneIn(3)) {
      faults.down.add(name);
      continue;
    }
    const coordinates = Object.values(schemas.get(name)?.getTypeMap() ?? {}).flatMap((type) =>
      isObjectType(type) && !type.name.startsWith("__") && type.name !== "Subscription"
        ? Object.values(type.getFields()).map((field) => ({
            coordinate: `${type.name}.${field.name}`,
            type: field.type,
          }))
        : [],
    );
    const { coordinate, type } = decisions.pick(coordinates);
    const kind = decisions.pick<FaultKind>(["error", "null", "type", "missing", "length"]);
    // What fails as a whole takes along all that it was sent with, and the engines send different things together.
    const isWhole = kind === "error" && isNonNullType(type) && /^(Query|Mutation)\./.test(coordinate);
    if (!isWhole) faults.set(name, coordinate, kind);
  }
  return faults;
}

export interface AnswerBody {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly path?: Path }[];
}

type Path = readonly (string | number)[];

/** Where an object, or a value, stands in an answer. */
interface Place {
  /** The types of the objects around it, from the root. */
  readonly way: readonly string[];
  readonly path: Path;
}

/** Spoils an answer, in place, where faults say so. */
export function spoil(
  { data, errors = [] }: AnswerBody,
  document: DocumentNode,
  schema: GraphQLSchema,
  faultOf: (coordinate: string, way: readonly string[]) => FaultKind | undefined,
): void {
  // No service leaves out what its errors lead to.
  const mayBeLeftOut = (path: Path) => !errors.some((error) => path.every((key, index) => error.path?.[index] === key));
  const fragments = new Map(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );

  function spoilObject(
    object: Record<string, unknown>,
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    place: Place,
  ): void {
    for (const selection of selections) {
      if (selection.kind !== Kind.FIELD) {
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
        const condition = schema.getType(fragment?.typeCondition?.name.value ?? type.name);
        const applies = condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
        if (fragment !== undefined && applies) spoilObject(object, type, fragment.selectionSet, place);
        continue;
      }
      const field = type.getFields()[selection.name.value];
      const key = (selection.alias ?? selection.name).value;
      if (field === undefined || !(key in object)) continue;
      const fault = faultOf(`${type.name}.${field.name}`, place.way);
      const path = [...place.path, key];
      const isSpared = (fault === "missing" || fault === "length") && !mayBeLeftOut(path);
      if (fault !== undefined && fault !== "error" && !isSpared) spoilField(object, key, field.type, fault);
      else if (selection.selectionSet !== undefined) {
        const isLookup = type === schema.getQueryType() && isLookupName(field.name);
        spoilValue(object[key], field.type, selection.selectionSet, { way: isLookup ? [LOOKUP] : place.way, path });
      }
    }
  }

  function spoilValue(
    value: unknown,
    type: GraphQLOutputType,
    selectionSet: SelectionSetNode,
    { way, path }: Place,
  ): void {
    if (typeof value !== "object" || value === null) return;
    const nullable = getNullableType(type);
    if (Array.isArray(value) && isListType(nullable)) {
      for (const [index, item] of value.entries())
        spoilValue(item, nullable.ofType, selectionSet, { way, path: [...path, index] });
      return;
    }
    const object = value as Record<string, unknown>;
    // An entity is not asked for its type, where all that were asked for are of one.
    const [only] = selectionSet.selections.flatMap((each) =>
      each.kind === Kind.INLINE_FRAGMENT ? (each.typeCondition?.name.value ?? []) : [],
    );
    const name = (object["__typename"] ?? only) as string | undefined;
    const known = isObjectType(nullable) ? nullable : schema.getType(name ?? "");
    if (isObjectType(known)) spoilObject(object, known, selectionSet, { way: [...way, known.name], path });
  }

  const [operation] = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const root = operation && schema.getRootType(operation.operation);
  if (operation && root && data) spoilObject(data, root, operation.selectionSet, { way: [root.name], path: [] });
}

function spoilField(object: Record<string, unknown>, key: string, type: GraphQLOutputType, fault: FaultKind): void {
  const value = object[key];
  if (value === null) return;
  if (fault === "null") object[key] = null;
  else if (fault === "missing") delete object[key];
  else if (fault === "length") object[key] = Array.isArray(value) ? value.slice(1) : value;
  else object[key] = isListType(getNullableType(type)) ? 7 : [{ wrong: true }];
}

/** The types of the objects around a field that is resolved, from the root. */
export function wayTo({ path, operation }: GraphQLResolveInfo): readonly string[] {
  const way: string[] = [];
  let root: string | number = path.key;
  for (let step: typeof path | undefined = path; step !== undefined; step = step.prev) {
    if (step.typename !== undefined) way.unshift(step.typename);
    root = step.key;
  }
  const isLookup = operation.selectionSet.selections.some(
    (field) =>
      field.kind === Kind.FIELD && (field.alias ?? field.name).value === root && isLookupName(field.name.value),
  );
  return isLookup ? [LOOKUP, ...way.slice(1)] : way;
}
