import { print, type ArgumentNode, type GraphQLArgument } from "graphql";
import type { Call, FieldShape, ObjectShape, PassedArgument, Plan, Step, ValueShape } from "./plan.ts";

type Json = Readonly<Record<string, unknown>>;

/** A plan as data that `JSON.stringify` takes: types and arguments as GraphQL text, without functions. */
export function planToJson({ operation, name, variables, neverNull, steps, shape }: Plan): Json {
  return {
    operation,
    name,
    variables: Object.fromEntries(variables),
    neverNull,
    steps: steps.map(stepToJson),
    shape: objectToJson(shape),
  };
}

function stepToJson({ aggregates, fetches }: Step): Json {
  return {
    aggregates: aggregates.map(({ id, joins, ...aggregate }) => ({
      ...aggregate,
      id: printNode(id),
      joins: joins.map(({ promises: _checks, ...join }) => join),
    })),
    fetches: fetches.map(({ calls, ...fetch }) => ({ ...fetch, calls: calls.map(callToJson) })),
  };
}

function callToJson(call: Call): Json {
  if (call.kind === "root") return { ...call };
  if (call.kind === "lookup") {
    const { lookup, parameters, ...rest } = call;
    const { rootField, selectionSet, list } = lookup;
    const key = print(selectionSet).replaceAll(/\s+/g, " ");
    return {
      ...rest,
      lookup: { rootField, key, takesList: list !== undefined },
      parameters: parameters.map(printParameter),
    };
  }
  const { join, argument, promise, passed, ...rest } = call;
  return {
    ...rest,
    join: join.link,
    argument: printParameter(argument),
    promised: String(promise.type),
    passed: passed.map(passedToJson),
  };
}

function passedToJson({ parameter, node, defaultValue }: PassedArgument): Json {
  return { parameter: printParameter(parameter), given: printNode(node), defaultValue };
}

function objectToJson({ type, fields, witness, identities }: ObjectShape): Json {
  return { type, fields: fields.map(fieldToJson), witness, identities: identities.map(({ key }) => key) };
}

function fieldToJson({ type, promised, value, ...field }: FieldShape): Json {
  return { ...field, type: String(type), promised: promised && String(promised), value: valueToJson(value) };
}

function valueToJson(shape: ValueShape): Json {
  if (shape.kind === "typename") return shape;
  if (shape.kind === "leaf") return { kind: shape.kind, leaf: shape.leaf.name };
  if (shape.kind === "objects") return { ...shape, shapes: [...shape.shapes.values()].map(objectToJson) };
  const { map: _function, ...join } = shape.join;
  return { ...shape, join, value: valueToJson(shape.value) };
}

function printParameter({ name, type }: GraphQLArgument): string {
  return `${name}: ${String(type)}`;
}

function printNode(node: ArgumentNode | undefined): string | undefined {
  return node && print(node);
}
