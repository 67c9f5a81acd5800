import type { ConstDirectiveNode } from "graphql";
import { parseValuePath } from "../../transports/mapping/value-path.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import { isRootType, type DescribedType } from "./described-contract.ts";
import { argumentOf, directiveOf, textOf } from "./directive-values.ts";

/**
 * What a contract says of how its service names things (`@from`, `@as`) must be of use: a service that speaks GraphQL is
 * asked in the contract's own words. Where it does not, only root fields are asked for, so that only they have arguments.
 */
export const validMappings: CompositionRule = ({ services }, report) => {
  for (const contract of services.values()) {
    const isMapped = contract.transport !== "graphql";
    for (const type of contract.types.values()) {
      for (const directive of mappingDirectives(type)) {
        if (isMapped) checkDirective(directive, report);
        else {
          report.error(
            directive,
            `@${directive.name.value} says what ${contract.title} calls it, but a service that speaks GraphQL is asked in the contract's words: take it away, or name the service's transport in the configuration.`,
          );
        }
      }
      if (isMapped && type.kind === "object type" && !isRootType(type.name)) checkArguments(type, report);
    }
  }
};

function mappingDirectives(type: DescribedType): readonly ConstDirectiveNode[] {
  const nodes = [...type.nodes, ...type.fields.values(), ...type.inputFields.values(), ...type.values.values()];
  return nodes.flatMap((node) =>
    ["from", "as"].flatMap((name) => {
      const directive = directiveOf(node, name);
      return directive === undefined ? [] : [directive];
    }),
  );
}

function checkDirective(directive: ConstDirectiveNode, report: Report): void {
  const argument = directive.name.value === "from" ? "path" : "name";
  const text = textOf(directive, argument);
  const value = argumentOf(directive, argument)?.value;
  if (text === undefined || text === "") {
    report.error(value ?? directive, `${argument} of @${directive.name.value} must be a text.`);
  } else if (argument === "path" && parseValuePath(text) === undefined) {
    report.error(
      value,
      `${JSON.stringify(text)} is no path: say for example address.city, tags[].name, . for the object itself, or /a.b for a name with a dot.`,
    );
  }
}

function checkArguments(type: DescribedType, report: Report): void {
  const kind = type.contract.transport;
  for (const [name, field] of type.fields) {
    const [argument] = field.arguments ?? [];
    if (argument === undefined) continue;
    report.error(
      argument,
      `${type.name}.${name} has an argument, but over ${kind} only root fields are asked for: the service would never know of it. Give the field no arguments.`,
    );
  }
}
