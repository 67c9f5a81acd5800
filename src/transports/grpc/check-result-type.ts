import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type ASTNode,
  type GraphQLAbstractType,
  type GraphQLEnumType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import { readDirective, type MappingFault } from "../mapping/directive-arguments.ts";
import { readPlace, readServiceName } from "../mapping/mapping-directives.ts";
import { enumValuesOf, findEnumValue } from "./enum-value.ts";
import { fullNameOf, messageTypeOf } from "./proto-field.ts";
import { describePlace, followPath, placeOf, valuePlaceOf, type ProtoPlace } from "./proto-place.ts";
import { findContractValue } from "./read-leaf.ts";
import { isWrapper, wellKnownTypeOf } from "./well-known-types.ts";

const BUILT_IN = new Set(["Int", "Float", "String", "ID", "Boolean"]);
const INTEGERS = /^[su]?int(32|64)$|^s?fixed(32|64)$/;

/**
 * Compares the contract's types with the messages that they are read from, all the way down. Reports each coordinate once
 * that can never be answered, at its own place in the contract.
 */
export function createResultCheck(schema: GraphQLSchema, faults: MappingFault[]) {
  const report = (node: MappingFault["node"], message: string) => void faults.push({ node, message });
  const seen = new Map<GraphQLObjectType, Set<unknown>>();
  const told = new Set<GraphQLAbstractType>();

  function check(type: GraphQLOutputType, place: ProtoPlace, coordinate: string, node: ASTNode | undefined): void {
    const misfit = (why: string) => report(node, `${coordinate} ${why}.`);
    if (isNonNullType(type)) return check(type.ofType, place, coordinate, node);
    if (isLeafType(type)) return checkLeaf(type, place, misfit);
    if (isListType(type)) {
      if (place.kind === "list") return check(type.ofType, place.item, coordinate, node);
      if (place.kind === "map") return checkEntries(type.ofType, place, coordinate, node);
      return misfit(`is a list, but ${describePlace(place)} is none`);
    }
    if (isObjectType(type)) {
      if (place.kind === "message") return checkObject(type, place);
      return misfit(`is an object, but ${describePlace(place)} is no message`);
    }
    if (isAbstractType(type)) checkAbstract(type, place, misfit);
  }

  function checkObject(type: GraphQLObjectType, place: ProtoPlace & { kind: "message" }): void {
    const known = seen.get(type) ?? new Set();
    seen.set(type, known);
    if (known.has(place.type)) return;
    known.add(place.type);
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const node = field.astNode ?? undefined;
      const found = followPath(place, readPlace(field, field.name));
      if (typeof found === "string") {
        report(node, `${coordinate} cannot be read: ${found}. Say where it is with @from(path: "…").`);
      } else {
        check(field.type, found, coordinate, field.astNode?.type);
      }
    }
  }

  function checkEntries(
    type: GraphQLOutputType,
    { field }: ProtoPlace & { kind: "map" },
    coordinate: string,
    node: ASTNode | undefined,
  ): void {
    const entry = getNamedType(type);
    if (!isObjectType(entry))
      return report(node, `${coordinate} is a list of no objects, but a map has entries: key and value.`);
    for (const part of Object.values(entry.getFields())) {
      const inner = `${entry.name}.${part.name}`;
      if (part.name === "value") check(part.type, valuePlaceOf(field), inner, part.astNode?.type);
      else if (part.name !== "key")
        report(part.astNode ?? undefined, `${inner} cannot be read: an entry of a map has only key and value.`);
    }
  }

  /** Each type that the contract allows must be a choice of the `oneof`. */
  function checkAbstract(type: GraphQLAbstractType, place: ProtoPlace, misfit: (why: string) => void): void {
    const from = readDirective(type, "from");
    if (from !== undefined && !told.has(type)) {
      told.add(type);
      report(
        from.node,
        `${type.name} is told apart by the oneof that its fields are read from: write @from on the fields, not on the type.`,
      );
    }
    if (place.kind !== "oneof") {
      return misfit(`is ${type.name}, one of several types: name a oneof by @from, not ${describePlace(place)}`);
    }
    const choices = new Map(
      place.oneof.fieldsArray.flatMap((field) => {
        const message = messageTypeOf(field);
        return message === undefined ? [] : [[message.name, message] as const];
      }),
    );
    for (const possible of schema.getPossibleTypes(type)) {
      const message = choices.get(readServiceName(possible));
      if (message !== undefined) checkObject(possible, { kind: "message", type: message });
      else
        misfit(
          `may be ${possible.name}, which is no message of the oneof ${fullNameOf(place.oneof)}: say @as(name: "…") on it`,
        );
    }
  }

  return check;
}

function checkLeaf(type: GraphQLLeafType, given: ProtoPlace, misfit: (why: string) => void): void {
  const isCustom = !isEnumType(type) && !BUILT_IN.has(type.name);
  if (isCustom) return given.kind === "oneof" ? misfit("is a scalar, but a oneof has no single form") : undefined;
  const place = unwrap(given);
  if (isEnumType(type)) return checkEnum(type, place, misfit);
  if (place.kind === "message") {
    const form = wellKnownTypeOf(place.type)?.form;
    const fits = form === "text" ? type.name === "String" : form === "a plain value" && type.name === "Boolean";
    return fits ? undefined : misfit(`is ${type.name}, but is read from ${describePlace(place)}`);
  }
  const fits =
    place.kind === "enum"
      ? type.name === "String" || type.name === "ID"
      : place.kind === "scalar" && scalarFits(type.name, place.type);
  if (!fits) misfit(`is ${type.name}, but is read from ${describePlace(place)}`);
}

/** What holds nothing but a value stands for the value. */
function unwrap(place: ProtoPlace): ProtoPlace {
  const [value] = place.kind === "message" && isWrapper(place.type) ? place.type.fieldsArray : [];
  return value === undefined ? place : placeOf(value);
}

function scalarFits(name: string, type: string): boolean {
  if (type === "bool") return name === "Boolean";
  if (type === "string" || type === "bytes") return name === "String" || name === "ID";
  if (INTEGERS.test(type)) return name !== "Boolean";
  return name === "Float" || name === "String";
}

function checkEnum(type: GraphQLEnumType, place: ProtoPlace, misfit: (why: string) => void): void {
  if (place.kind === "scalar" && place.type === "string") return;
  if (place.kind !== "enum") return misfit(`is ${type.name}, but is read from ${describePlace(place)}`);
  const strangers = type.getValues().filter((value) => findEnumValue(place.type, readServiceName(value)) === undefined);
  if (strangers.length > 0) {
    misfit(
      `may be ${strangers.map(({ name }) => name).join(", ")}, which ${describePlace(place)} does not have: say @as(name: "…") on the value`,
    );
  }
  const missing = enumValuesOf(place.type).filter(
    (value) => value.number !== 0 && findContractValue(type, value) === undefined,
  );
  if (missing.length > 0) {
    misfit(
      `may be answered with ${missing.map(({ name }) => name).join(", ")} of ${describePlace(place)}, which ${type.name} does not have: add the value`,
    );
  }
}
