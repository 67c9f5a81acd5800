import { anything, array, assert, constantFrom, oneof, property, record } from "fast-check";
import { buildSchema, getVariableValues, Kind, parse, type OperationDefinitionNode } from "graphql";
import { expect, it } from "vitest";
import { createVariableChecker } from "../../src/operation/check-variables.ts";
import { OperationRefused } from "../../src/operation/refusal.ts";

const schema = buildSchema(`
  type Query { a(f: Float, s: String, id: ID, b: Boolean, filter: Filter, state: State, on: Date): Int }
  input Filter { text: String, numbers: [Int!] }
  enum State { OPEN DONE }
  scalar Date
`);
const types = ["Int", "Float", "String", "ID", "Boolean", "Filter", "State", "Date"].flatMap((name) => [
  name,
  `${name}!`,
  `[${name}]`,
  `[${name}!]!`,
  `[[${name}]!]`,
]);
const value = oneof(
  anything({
    values: [constantFrom<unknown>(0, -1, 2 ** 31, 1.5, -0, NaN, Infinity, "", "a", "OPEN", true, null)],
    maxDepth: 3,
  }),
  constantFrom<unknown>(undefined, null, 1, 2 ** 31, 2.5, "a", true, ["a"], [1], [[1]], [null], { text: "a" }),
);

it("refuses what graphql-js refuses, and nothing else", () => {
  const checkVariables = createVariableChecker(schema);
  const cases = array(record({ type: constantFrom(...types), value, lacks: constantFrom(true, false, false) }), {
    minLength: 1,
    maxLength: 3,
  });
  let refused = 0;
  assert(
    property(cases, (given) => {
      const definitions = given.map(({ type }, index) => `$v${index}: ${type}`).join(", ");
      const operation = operationOf(`query (${definitions}) { a }`);
      const variables = Object.fromEntries(
        given.flatMap(({ value: one, lacks }, index) => (lacks ? [] : [[`v${index}`, one]])),
      );
      const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
      if (errors !== undefined) refused += 1;
      const check = () => checkVariables(operation, variables);
      if (errors === undefined) expect(check).not.toThrow();
      else expect(check).toThrow(OperationRefused);
    }),
    { numRuns: 3_000 },
  );
  expect(refused).toBeGreaterThan(500);
  expect(refused).toBeLessThan(2_900);
});

it("knows a default, and that null is no value of its own where none may be", () => {
  const checkVariables = createVariableChecker(schema);
  const operation = operationOf("query ($a: Int! = 1, $b: String) { a }");
  expect(() => checkVariables(operation, {})).not.toThrow();
  expect(() => checkVariables(operation, { a: null })).toThrow(OperationRefused);
  expect(() => checkVariables(operation, { a: 2, b: null })).not.toThrow();
});

function operationOf(text: string): OperationDefinitionNode {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error("This is no operation.");
  return definition;
}
