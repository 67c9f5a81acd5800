import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  parseValue,
  valueFromASTUntyped,
  type GraphQLField,
  type GraphQLInputType,
  type ValueNode,
} from "graphql";
import type protobuf from "protobufjs";
import { readServiceName } from "../mapping/mapping-directives.ts";
import { findEnumValue } from "./enum-value.ts";
import { fieldOf, fullNameOf } from "./proto-field.ts";
import { describePlace, placeOf, valuePlaceOf, type ProtoPlace } from "./proto-place.ts";
import { takesLeaf } from "./takes-leaf.ts";
import { wellKnownTypeOf } from "./well-known-types.ts";
import { assertWhole, ValueProblem, writeField, writeMessage } from "./write-value.ts";

type Arguments = Readonly<Record<string, unknown>>;

/** Makes a root field's arguments an encoded request. Throws a `ValueProblem` where a value does not fit its field. */
export type RequestWriter = (values: Arguments) => Uint8Array;

export interface RequestTemplate {
  /** A GraphQL value with arguments as variables. @default each argument fills the field of its name */
  template: string | undefined;
  field: GraphQLField<unknown, unknown>;
  /** The argument that is a list, but stands for one of its items. */
  single: string | undefined;
  /** What the method takes. */
  type: protobuf.Type;
  /** Takes what does not fit the message. */
  report: (message: string) => void;
}

/** Compiles how a root field's arguments become the message that its method takes. */
export function compileRequest({ template, field, single, type, report }: RequestTemplate): RequestWriter {
  const used = new Set<string>();
  const node = template === undefined ? defaultTemplate(field) : parseTemplate(template, report);
  const write = node === undefined ? () => ({}) : compileMessage(node, type);
  for (const { name } of field.args) {
    if (node !== undefined && !used.has(name)) report(`request does not hand on the argument ${name}.`);
  }
  return (values) => type.encode(write(values) as protobuf.Message).finish();

  function compileMessage(value: ValueNode, target: protobuf.Type): (values: Arguments) => unknown {
    if (value.kind === Kind.VARIABLE) {
      const given = argumentType(value.name.value);
      if (given !== undefined) checkFit(given, { kind: "message", type: target }, `$${value.name.value}`);
      return (values) => writeMessage(values[value.name.value] ?? {}, target);
    }
    if (value.kind !== Kind.OBJECT) {
      report(`request must be a message, for example { id: $id }, or one argument that is it.`);
      return () => ({});
    }
    const parts = value.fields.flatMap(({ name, value: inner }) => {
      const found = fieldOf(target, name.value);
      if (found !== undefined) return [{ name: found.name, write: compileField(inner, found) }];
      if (inner.kind === Kind.VARIABLE) used.add(inner.name.value);
      report(noSuchField(target, name.value));
      return [];
    });
    return (values) => {
      const message: Record<string, unknown> = {};
      for (const { name, write: writePart } of parts) {
        const written = writePart(values);
        if (written !== undefined) message[name] = written;
      }
      assertWhole(message, target);
      return message;
    };
  }

  function compileField(value: ValueNode, target: protobuf.Field): (values: Arguments) => unknown {
    if (value.kind === Kind.VARIABLE) {
      const given = argumentType(value.name.value);
      if (given !== undefined) checkFit(given, placeOf(target), `$${value.name.value}`);
      return (values) => writeField(values[value.name.value], target);
    }
    const place = placeOf(target);
    if (value.kind === Kind.OBJECT && place.kind === "message" && wellKnownTypeOf(place.type) === undefined) {
      return compileMessage(value, place.type);
    }
    if (value.kind === Kind.LIST && target.repeated) {
      const items = value.values.map((item) => compileItem(item, target));
      return (values) => items.map((item) => item(values)).filter((item) => item !== undefined);
    }
    const constant = constantOf(value, target);
    return () => constant;
  }

  function compileItem(value: ValueNode, target: protobuf.Field): (values: Arguments) => unknown {
    const one = (item: unknown) => (writeField([item], target) as readonly unknown[])[0];
    if (value.kind === Kind.VARIABLE) {
      const given = argumentType(value.name.value);
      if (given !== undefined) checkFit(given, valuePlaceOf(target), `$${value.name.value}`);
      return (values) => {
        const item = values[value.name.value];
        return item === null || item === undefined ? undefined : one(item);
      };
    }
    const place = valuePlaceOf(target);
    if (value.kind === Kind.OBJECT && place.kind === "message") return compileMessage(value, place.type);
    const constant = constantOf({ kind: Kind.LIST, values: [value] }, target) as readonly unknown[];
    return () => constant?.[0];
  }

  function constantOf(value: ValueNode, target: protobuf.Field): unknown {
    try {
      return writeField(valueFromASTUntyped(value), target);
    } catch (error) {
      if (!(error instanceof ValueProblem)) throw error;
      report(error.message);
      return undefined;
    }
  }

  function argumentType(name: string): GraphQLInputType | undefined {
    used.add(name);
    const found = field.args.find((argument) => argument.name === name);
    if (found === undefined) report(`request names $${name}, which is no argument of ${field.name}.`);
    const list = found === undefined ? undefined : getNullableType(found.type);
    return name === single && isListType(list) ? list.ofType : found?.type;
  }

  /** Whether what the argument holds can be written there. Each input type is looked at once. */
  function checkFit(given: GraphQLInputType, place: ProtoPlace, what: string, seen = new Set<unknown>()): void {
    if (isNonNullType(given)) return checkFit(given.ofType, place, what, seen);
    if (place.kind === "map") return;
    if (isListType(given) !== (place.kind === "list")) {
      return report(`${what} is ${isListType(given) ? "a list" : "no list"}, but is put into ${describePlace(place)}.`);
    }
    if (isListType(given)) {
      return place.kind === "list" ? checkFit(given.ofType, place.item, what, seen) : undefined;
    }
    if (isInputObjectType(given)) {
      if (place.kind !== "message") return report(`${what} is an object, but is put into ${describePlace(place)}.`);
      if (seen.has(given)) return;
      seen.add(given);
      for (const part of Object.values(given.getFields())) {
        const name = readServiceName(part);
        const found = fieldOf(place.type, name);
        if (found === undefined) report(`${given.name}.${part.name}: ${noSuchField(place.type, name)}`);
        else checkFit(part.type, placeOf(found), `${given.name}.${part.name}`, seen);
      }
      return;
    }
    if (!takesLeaf(place, given)) return report(`${what} is ${given.name}, but is put into ${describePlace(place)}.`);
    if (place.kind === "enum" && isEnumType(given)) {
      const unknown = given
        .getValues()
        .filter((value) => findEnumValue(place.type, readServiceName(value)) === undefined);
      if (unknown.length > 0) {
        report(
          `${describePlace(place)} has no value for ${unknown.map(({ name }) => `${given.name}.${name}`).join(", ")}.`,
        );
      }
    }
  }
}

function noSuchField(type: protobuf.Type, name: string): string {
  return `${fullNameOf(type)} has no field ${name} (it has ${type.fieldsArray.map((known) => known.name).join(", ") || "none"}).`;
}

function defaultTemplate({ args }: GraphQLField<unknown, unknown>): ValueNode {
  return {
    kind: Kind.OBJECT,
    fields: args.map(({ name }) => ({
      kind: Kind.OBJECT_FIELD,
      name: { kind: Kind.NAME, value: name },
      value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
    })),
  };
}

function parseTemplate(template: string, report: (message: string) => void): ValueNode | undefined {
  try {
    return parseValue(template, { noLocation: true });
  } catch (error) {
    report(`request cannot be parsed as a GraphQL value: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
