import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  OperationTypeNode,
  type GraphQLOutputType,
} from "graphql";
import type { PlanDraft } from "./draft.ts";
import { leafShape, leafType } from "./leaf-shapes.ts";
import { joinShape, readAlone, type FetchedJoin, type PlannedSource } from "./fetched-join.ts";
import { keyPromise } from "./key-promise.ts";
import { planObjects } from "./plan-object.ts";
import { PlanRefused, type PassedArgument, type ValueShape } from "./plan.ts";
import { UpstreamSelection } from "./upstream-selection.ts";

/** Plans a join of what a root field answers for a key, as it comes. */
export function planValueJoin(draft: PlanDraft, fetched: FetchedJoin): PlannedSource {
  const { join, draft: joined, coordinate, field, rootField, key, nodes } = fetched;
  const argument = rootField.args.find(({ name }) => name === join.argument);
  if (argument === undefined)
    throw new PlanRefused("unreachable-field", `${join.rootField} has no argument ${join.argument}.`);
  const named = getNamedType(rootField.type);
  const selection = isLeafType(named) ? undefined : new UpstreamSelection();
  const timeoutMs = draft.timeouts.get(coordinate);
  const takesList = isListType(getNullableType(argument.type));
  const call = draft.addCall({
    service: join.service,
    operation: OperationTypeNode.QUERY,
    timeoutMs,
    field: join.rootField,
    selection,
    after: new Set(joined.after),
    detail: {
      kind: "join",
      join: joined,
      argument,
      takesList,
      promise: keyPromise({
        service: join.service,
        coordinate: `Query.${join.rootField}`,
        type: takesList ? itemType(rootField.type) : rootField.type,
        // As the gateway knows it: the contract alone cannot tell what a scalar takes.
        leaf: selection === undefined ? leafType(getNamedType(field.type)) : undefined,
      }),
      passed: passedArguments(fetched),
    },
  });
  const path = [joined.aggregate, joined.link];
  const part = { service: join.service, timeoutMs, link: undefined, call };
  const value: ValueShape =
    selection === undefined
      ? leafShape(getNamedType(field.type))
      : planObjects(draft, named.name, path, { ...part, selection }, nodes);
  return {
    draft: joined,
    own: [],
    // What does not fit is its service's fault, though its type is not the field's own: that is a value for each key.
    shape: key === undefined ? undefined : { ...joinShape(key, fetched, value), service: join.service },
    read: (dependent) => {
      if (selection === undefined) throw new PlanRefused("unsupported", `${dependent.field} is made from a leaf.`);
      return { fields: readAlone(draft, join.service, named.name, selection, dependent), after: new Set([call]) };
    },
  };
}

function itemType(type: GraphQLOutputType): GraphQLOutputType {
  const list = getNullableType(type);
  return isListType(list) ? list.ofType : type;
}

/** The arguments of the aggregate's field that its service gets, too. */
function passedArguments({ join, field, rootField, nodes }: FetchedJoin): PassedArgument[] {
  return (join.passArguments ?? []).flatMap((name) => {
    const parameter = rootField.args.find((candidate) => candidate.name === name);
    const node = nodes[0]?.arguments?.find((given) => given.name.value === name);
    const defaultValue = field.args.find((candidate) => candidate.name === name)?.defaultValue;
    return parameter === undefined ? [] : [{ parameter, node, defaultValue }];
  });
}
