import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from "graphql";
import { readServiceName } from "./mapping-directives.ts";

/** Turns a coerced argument into what the service calls its parts: enum values and input fields with `@as`. */
export type InputNamer = (value: unknown) => unknown;

const namers = new WeakMap<GraphQLEnumType | GraphQLInputObjectType, InputNamer>();

export function inputNamerOf(type: GraphQLInputType): InputNamer {
  if (isNonNullType(type)) return inputNamerOf(type.ofType);
  if (isListType(type)) {
    const nameItem = inputNamerOf(type.ofType);
    return (value) => (Array.isArray(value) ? value.map(nameItem) : value);
  }
  if (!isEnumType(type) && !isInputObjectType(type)) return (value) => value;
  const known = namers.get(type);
  if (known !== undefined) return known;
  const namer = isEnumType(type) ? createEnumNamer(type) : createObjectNamer(type);
  namers.set(type, namer);
  return namer;
}

function createEnumNamer(type: GraphQLEnumType): InputNamer {
  const names = new Map<unknown, string>(type.getValues().map((value) => [value.value, readServiceName(value)]));
  return (value) => names.get(value) ?? value;
}

function createObjectNamer(type: GraphQLInputObjectType): InputNamer {
  // Made when they are first needed: an input type may hold itself.
  let fields: ReadonlyMap<string, { readonly name: string; readonly nameValue: InputNamer }> | undefined;
  return (value) => {
    if (typeof value !== "object" || value === null) return value;
    fields ??= new Map(
      Object.values(type.getFields()).map((field) => [
        field.name,
        { name: readServiceName(field), nameValue: inputNamerOf(field.type) },
      ]),
    );
    const named: [string, unknown][] = Object.entries(value).map(([key, inner]) => {
      const field = fields?.get(key);
      return field === undefined ? [key, inner] : [field.name, field.nameValue(inner)];
    });
    return Object.fromEntries(named);
  };
}
