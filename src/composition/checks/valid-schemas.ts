import { validateSchema } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";

/** Every contract must be a valid schema by itself, as the GraphQL specification has it: the services' types are merged as they are. */
export const validSchemas: CompositionRule = ({ services }, report) => {
  for (const { schema } of services.values()) {
    for (const { nodes, message } of schema === undefined ? [] : validateSchema(schema)) {
      // Without a place: the contract has no Query, which the graph as a whole may have.
      if (nodes?.[0]?.loc !== undefined) report.error(nodes[0], message);
    }
  }
};
