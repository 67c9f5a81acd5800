/** Where problems of aggregates point: what the gateway's contract has of them. */
import type { ASTNode, FieldDefinitionNode } from "graphql";
import type { Aggregate } from "../../aggregates/aggregate.ts";
import type { ContractFacts } from "./contract-facts.ts";

export function aggregateField(
  { gateway }: ContractFacts,
  aggregate: Aggregate,
  field: string,
): FieldDefinitionNode | undefined {
  return gateway.types.get(aggregate.type)?.fields.get(field);
}

/** The field's place, else the type's, else the contract's start. */
export function aggregatePlace(facts: ContractFacts, aggregate: Aggregate, field?: string): ASTNode | undefined {
  const node = field === undefined ? undefined : aggregateField(facts, aggregate, field);
  return node ?? facts.gateway.types.get(aggregate.type)?.nodes[0] ?? facts.gateway.document;
}
