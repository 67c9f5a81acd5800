import { Kind, specifiedScalarTypes, visit } from "graphql";
import type { CompositionRule } from "./composition-rule.ts";

/** A type that the gateway's contract names is only valid if it or a service's contract describes it. */
export const knownTypes: CompositionRule = ({ gateway, types }, report) => {
  if (gateway.document === undefined) return;
  const known = new Set([...types.keys(), ...specifiedScalarTypes.map(({ name }) => name)]);
  visit(gateway.document, {
    [Kind.SCHEMA_DEFINITION]: () => false,
    [Kind.SCHEMA_EXTENSION]: () => false,
    [Kind.NAMED_TYPE]: (node) => {
      if (known.has(node.name.value)) return;
      report.error(
        node,
        `${node.name.value} is described by no contract: describe it here, or name a type that a service or the gateway has.`,
      );
    },
  });
};
