import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Aggregate } from "../../../src/aggregates/aggregate.ts";
import { orderDetail } from "../../../src/aggregates/order-detail.ts";
import { productPage } from "../../../src/aggregates/product-page.ts";
import {
  checkComposition,
  compositionRules,
  type CompositionProblems,
} from "../../../src/composition/checks/check-composition.ts";
import store from "../../../gateway.config.ts";
import { loadContracts } from "../../../src/registry/contracts.ts";
import { printProblem } from "../../../src/registry/problem.ts";
import { readContracts, readGatewayContract, type Graph } from "./run-rule.ts";

function check(services: Record<string, string>, { gateway, aggregates = [] }: Graph = {}): CompositionProblems {
  return checkComposition(readContracts(services), readGatewayContract(gateway), aggregates);
}

test("the store composes, without a warning", () => {
  const { contracts, gatewayContract, problems } = loadContracts(
    store.services,
    "schema/gateway.graphql",
    fileURLToPath(new URL("../../../", import.meta.url)),
  );
  expect(problems).toEqual([]);
  const aggregates = [orderDetail(), productPage({ siteUrl: "https://store.example" })];
  expect(checkComposition(contracts, gatewayContract, aggregates)).toEqual({ errors: [], warnings: [] });
});

test("every rule is run", async () => {
  const folder = new URL("../../../src/composition/checks/", import.meta.url);
  const rules = new Set<unknown>(compositionRules);
  const tested = readdirSync(new URL(".", import.meta.url)).filter((file) => file.endsWith(".test.ts"));
  for (const test of tested.filter((file) => file !== "check-composition.test.ts")) {
    const file = test.replace(".test.ts", ".ts");
    const name = file.slice(0, -3).replaceAll(/-(.)/g, (_dash, letter: string) => letter.toUpperCase());
    const module = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    expect(rules.delete(module[name]), `${file} is a rule that is run`).toBe(true);
  }
  expect([...rules], "every rule has a test").toEqual([]);
});

test("everything is found at once, by file, line and column", () => {
  const { errors, warnings } = check(
    {
      product: `
"A product."
type Product @canonical { "Its id." id: ID!, "Its name." name: String! }
type Query {
  "All products."
  products: [Product!]!
  byIds(ids: [ID!]!): [Product]! @merge(keyField: "sku") @inaccessible
}
`,
      order: `
type Query { "An order." order: Order }
type Order { "Its product." product: Product }
type Product @canonical { id: ID!, name: String }
type Lost { id: ID! }
`,
    },
    { gateway: "type Query {\n  page(id: ID!): Page\n}", aggregates: [page] },
  );
  expect(errors.map(printProblem)).toEqual([
    "gateway.graphql:1:1 Page.it is joined from the service odd, which the configuration does not have: name product or order.",
    'gateway.graphql:1:1 Page.name is derived by a selection that is not valid (Syntax Error: Expected "{", found <EOF>): name fields that it has in the odd service.',
    "gateway.graphql:1:1 The aggregate Page needs an object type of its name in the gateway's contract: add `type Page` with a field for each join.",
    "gateway.graphql:2:18 Page is described by no contract: describe it here, or name a type that a service or the gateway has.",
    "order.graphql:3:14 Product is @canonical in the product service (product.graphql:2) and in the order service: leave it to the one that owns it.",
    "order.graphql:3:42 Product.name is String here, but String! in the product service (product.graphql:2): describe it alike in both contracts.",
    "product.graphql:5:13 Query.products is [Product!]!, but must be nullable: when the product service fails in it, it would take the whole answer with it. Write [Product!].",
    "product.graphql:6:41 Query.byIds looks Product up by Product.sku, which this contract does not have: add the field, or name another one as keyField.",
  ]);
  expect(warnings.map(printProblem)).toEqual([
    "gateway.graphql:2:3 Query.page has no description: write one above it, in quotes.",
    "order.graphql:2:1 Order has no description: write one above it, in quotes.",
    "order.graphql:4:1 Lost is reached from no root field that clients see: add a field that leads to it, or take it out of the contract.",
  ]);
});

test("nothing is told twice, and nothing throws, whatever the contracts hold", () => {
  expect(check({})).toEqual({ errors: [], warnings: [] });
  expect(check({}, { gateway: "schema { query: Nothing } type Query union Query = Query enum Page" }).errors).toEqual(
    [],
  );
  const { errors } = check(
    {
      odd: `
schema { query: Root }
type Root { it(by: It): By, all: [_Entity] @merge, none: Root @merge(keyField: "") }
type It implements Node { id: ID @computed(selectionSet: "") }
interface Node { it: Node, by: By }
input By { by: By!, it: It }
union _Entity
`,
    },
    { gateway: "type Page { it: [[It!]] }", aggregates: [page, page] },
  );
  const printed = errors.map(printProblem);
  expect(printed.length).toBeGreaterThan(5);
  expect(new Set(printed).size).toBe(printed.length);
});

const page: Aggregate = {
  type: "Page",
  rootField: "page",
  argument: "id",
  identity: "it",
  joins: [
    { kind: "fetch", field: "it", service: "odd", rootField: "it", argument: "by", key: { from: "argument" } },
    { kind: "derived", field: "name", join: "it", selection: "{ ...", map: () => undefined },
  ],
};
