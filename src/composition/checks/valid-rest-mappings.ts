import type { GraphQLSchema } from "graphql";
import { OperationTypeNode } from "graphql";
import type { MappingFault } from "../../transports/mapping/directive-arguments.ts";
import { readRestMapping } from "../../transports/rest/read-rest-mapping.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { DescribedContract } from "./described-contract.ts";
import { directiveOf } from "./directive-values.ts";

const REST_DIRECTIVES = ["rest", "restPages", "restErrors"];

/** Of a service over REST, `@rest` must say how each root field is asked for; of any other it says nothing. */
export const validRestMappings: CompositionRule = ({ services }, report) => {
  for (const contract of services.values()) {
    if (contract.transport !== "rest") checkAbsence(contract, report);
    else if (contract.schema !== undefined) checkRootFields(contract.schema, report);
  }
};

function checkAbsence(contract: DescribedContract, report: Report): void {
  for (const type of contract.types.values()) {
    for (const field of type.fields.values()) {
      for (const name of REST_DIRECTIVES) {
        const directive = directiveOf(field, name);
        if (directive === undefined) continue;
        report.error(
          directive,
          `@${name} says how ${contract.title} is asked over REST, but its transport is "${contract.transport}": take it away, or configure transport: "rest".`,
        );
      }
    }
  }
}

function checkRootFields(schema: GraphQLSchema, report: Report): void {
  // What is wrong with the schema's own @restErrors is found for each field, and told once.
  const told = new Set<MappingFault["node"]>();
  for (const operation of [OperationTypeNode.QUERY, OperationTypeNode.MUTATION]) {
    const type = schema.getRootType(operation);
    for (const field of Object.values(type?.getFields() ?? {})) {
      const faults: MappingFault[] = [];
      const mapping = readRestMapping(schema, operation, field, faults);
      const fresh = faults.filter(({ node }) => node === undefined || !told.has(node));
      for (const { node, message } of fresh) report.error(node, message);
      for (const { node } of faults) told.add(node);
      if (mapping === undefined) {
        report.error(
          field.astNode ?? undefined,
          `${type?.name}.${field.name} does not say how it is asked for over REST: add @rest(path: …).`,
        );
      }
    }
  }
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    report.error(
      field.astNode ?? undefined,
      `Subscription.${field.name} cannot be had over REST, which has no subscriptions: leave it out.`,
    );
  }
}
