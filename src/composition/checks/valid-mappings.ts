import {
  Kind,
  type ASTNode,
  type ConstDirectiveNode,
  type EnumValueDefinitionNode,
  type InputValueDefinitionNode,
} from "graphql";
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
      for (const { directive, node } of mappingDirectives(type)) {
        if (isMapped) checkDirective(directive, node, report);
        else {
          report.error(
            directive,
            `@${directive.name.value} says what ${contract.title} calls it, but a service that speaks GraphQL is asked in the contract's words: take it away, or name the service's transport in the configuration.`,
          );
        }
      }
      if (isMapped) for (const parts of [type.inputFields, type.values]) checkDistinct(type.name, parts, report);
      if (isMapped && type.kind === "object type" && !isRootType(type.name)) checkArguments(type, report);
    }
  }
};

interface MappingDirective {
  readonly directive: ConstDirectiveNode;
  readonly node: ASTNode;
}

function mappingDirectives(type: DescribedType): readonly MappingDirective[] {
  const nodes = [...type.nodes, ...type.fields.values(), ...type.inputFields.values(), ...type.values.values()];
  return nodes.flatMap((node) =>
    ["from", "as"].flatMap((name) => {
      const directive = directiveOf(node, name);
      return directive === undefined ? [] : [{ directive, node }];
    }),
  );
}

function checkDirective(directive: ConstDirectiveNode, node: ASTNode, report: Report): void {
  const argument = directive.name.value === "from" ? "path" : "name";
  const text = textOf(directive, argument);
  const value = argumentOf(directive, argument)?.value;
  // Services do say an empty text for one of several values.
  const mayBeEmpty = node.kind === Kind.ENUM_VALUE_DEFINITION;
  if (text === undefined || (text === "" && !mayBeEmpty)) {
    report.error(value ?? directive, `${argument} of @${directive.name.value} must be a text.`);
  } else if (argument === "path" && parseValuePath(text) === undefined) {
    report.error(
      value,
      `${JSON.stringify(text)} is no path: say for example address.city, tags[].name, . for the object itself, or /a.b for a name with a dot.`,
    );
  }
}

/** What the service calls alike is not told apart: a value that came would be either, a field that is sent overwritten. */
function checkDistinct(
  type: string,
  parts: ReadonlyMap<string, EnumValueDefinitionNode | InputValueDefinitionNode>,
  report: Report,
): void {
  const known = new Map<string, string>();
  for (const [name, node] of parts) {
    const directive = directiveOf(node, "as");
    const spoken = (directive && textOf(directive, "name")) ?? name;
    const other = known.get(spoken);
    known.set(spoken, name);
    if (other === undefined) continue;
    report.error(
      node,
      `${type}.${other} and ${type}.${name} are both ${JSON.stringify(spoken)} at the service: take one of them away.`,
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
