import { isObjectType, Kind } from "graphql";
import type { ComposedSchema } from "../../composition/composed-schema.ts";

const known = new WeakMap<ComposedSchema, Map<string, readonly string[] | undefined>>();

/**
 * The plain fields by which an object of a type is known: a key that every service that knows of the type has, so that
 * asking for it takes no further call. Undefined where there is none.
 */
export function keyFieldsOf(schema: ComposedSchema, type: string): readonly string[] | undefined {
  let keys = known.get(schema);
  if (keys === undefined) known.set(schema, (keys = new Map()));
  if (!keys.has(type)) keys.set(type, findKey(schema, type));
  return keys.get(type);
}

function findKey({ owners, executableSchema }: ComposedSchema, type: string): readonly string[] | undefined {
  const inGraph = executableSchema.getType(type);
  const described = [...owners.values()].flatMap(({ schema }) => schema.getType(type) ?? []);
  const holders = [inGraph, ...described].filter(isObjectType).map((each) => each.getFields());
  for (const { selectionSet } of [...owners.values()].flatMap(({ lookups }) => lookups.get(type) ?? [])) {
    const names = selectionSet.selections.flatMap((node) =>
      node.kind === Kind.FIELD && node.selectionSet === undefined && node.name.value !== "__typename"
        ? [node.name.value]
        : [],
    );
    const isPlain = names.length > 0 && names.length === selectionSet.selections.length;
    if (isPlain && holders.every((fields) => names.every((name) => fields[name] !== undefined))) return names;
  }
  return undefined;
}
