import { expect, test } from "vitest";
import { validKeys } from "../../../src/composition/checks/valid-keys.ts";
import { runRule } from "./run-rule.ts";

test("a key can be parsed and names fields that the type has", () => {
  const review = `
type Query { review: Int }
type A @key(selectionSet: "{ id") { id: ID! }
type B @key(selectionSet: "{ ids }") { id: ID! }
type C @key(selectionSet: "{ owner }") { owner: A }
type D @key(selectionSet: "{ key: id }") { id: ID! }
type E @key(selectionSet: "{ owner { id } id }") { id: ID!, owner: A }
type F @key(selectionSet: "{ ...f } fragment f on F { id }") { id: ID! }
`;
  expect(runRule(validKeys, { review })).toEqual([
    'error: review.graphql:2:8 The selection of @key on A is not valid (Syntax Error: Expected Name, found <EOF>): write the key\'s fields, for example @key(selectionSet: "{ id }").',
    'error: review.graphql:3:8 The selection of @key on B is not valid (Cannot query field "ids" on type "B". Did you mean "id"?): write the key\'s fields, for example @key(selectionSet: "{ id }").',
    'error: review.graphql:4:8 The selection of @key on C is not valid (Field "owner" of type "A" must have a selection of subfields. Did you mean "owner { ... }"?): write the key\'s fields, for example @key(selectionSet: "{ id }").',
    'error: review.graphql:5:8 The selection of @key on D is not valid (it may name plain fields only, without aliases): write the key\'s fields, for example @key(selectionSet: "{ id }").',
    'error: review.graphql:7:8 The selection of @key on F is not valid (it must be one selection): write the key\'s fields, for example @key(selectionSet: "{ id }").',
  ]);
});
