import {
  isAbstractType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import { NOTHING } from "./normal-document.ts";
import { PlanRefused } from "./plan.ts";

/**
 * The fields that a selection asks of an object of one type, by response key, in the client's order. Expects a normal
 * document: without conditions and named fragments. Throws `PlanRefused` for a response key that an object cannot take.
 */
export function collectFields(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection === NOTHING) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        if (key === "__proto__") throw new PlanRefused("unsupported", `A field is to be answered as ${key}.`);
        const nodes = fields.get(key);
        if (nodes === undefined) fields.set(key, [selection]);
        else nodes.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT && applies(selection.typeCondition?.name.value)) {
        collect(selection.selectionSet);
      }
    }
  }

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const target = schema.getType(condition);
    return isAbstractType(target) && schema.isSubType(target, type);
  }

  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}
