/** Makes the plan of an operation. Pure: the same operation over the same graph gives the same plan. */
import {
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import type { Aggregate } from "../aggregates/aggregate.ts";
import type { Owner } from "../composition/owners.ts";
import type { FieldTimeouts } from "../directives/degradations.ts";
import { AggregatePlanner } from "./aggregate-planner.ts";
import { collectFields } from "./collect-fields.ts";
import { noteVariables, PlanDraft } from "./draft.ts";
import { finishStep } from "./finish-plan.ts";
import { typenameShape } from "./leaf-shapes.ts";
import { planObjects } from "./plan-object.ts";
import { PlanRefused, type FieldShape, type Plan, type Step } from "./plan.ts";
import { UpstreamSelection } from "./upstream-selection.ts";

/** What is planned for. */
export interface PlannedGraph {
  /** What is executed: the types as the gateway has them, with its scalars. */
  readonly schema: GraphQLSchema;
  /** By service, in the configuration's order. */
  readonly owners: ReadonlyMap<string, Owner>;
  readonly aggregates: readonly Aggregate[];
  /** How long the calls for fields may take. @default as long as their services' calls may */
  readonly timeouts?: FieldTimeouts;
}

/** Plans a normal document's operation. Throws `PlanRefused` for one that only the stitched engine can execute. */
export function buildPlan(graph: PlannedGraph, operation: OperationDefinitionNode): Plan {
  const rootType = graph.schema.getRootType(operation.operation);
  if (!isObjectType(rootType)) throw new PlanRefused("unsupported", `The graph has no ${operation.operation}.`);
  const draft = new PlanDraft(graph.schema, graph.owners, graph.timeouts ?? new Map());
  const steps: Step[] = [];
  const fields: FieldShape[] = [];
  for (const [key, nodes] of collectFields(graph.schema, rootType, [operation.selectionSet])) {
    fields.push(planRootField(graph, draft, operation.operation, rootType, key, nodes));
    if (operation.operation === OperationTypeNode.MUTATION) steps.push(takeStep(draft));
  }
  if (operation.operation !== OperationTypeNode.MUTATION) steps.push(takeStep(draft));
  return {
    operation: operation.operation,
    name: operation.name?.value,
    variables: new Map(
      (operation.variableDefinitions ?? []).map((definition) => [
        definition.variable.name.value,
        {
          definition: print({ ...definition, directives: [] }),
          defaultValue: definition.defaultValue && valueFromASTUntyped(definition.defaultValue),
        },
      ]),
    ),
    neverNull: (operation.variableDefinitions ?? [])
      .filter(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && defaultValue !== undefined)
      .map(({ variable }) => variable.name.value),
    steps,
    shape: { type: rootType.name, fields, witness: undefined, identities: [] },
  };
}

function takeStep(draft: PlanDraft): Step {
  const step = finishStep(draft.calls, draft.aggregates);
  draft.calls = [];
  draft.aggregates = [];
  return step;
}

function planRootField(
  graph: PlannedGraph,
  draft: PlanDraft,
  operation: OperationTypeNode,
  rootType: GraphQLObjectType,
  key: string,
  nodes: readonly FieldNode[],
): FieldShape {
  const [node] = nodes;
  const name = node?.name.value ?? "";
  if (name === "__typename") return typenameShape(key, rootType);
  draft.countFields();
  const field = rootType.getFields()[name];
  if (node === undefined || field === undefined)
    throw new PlanRefused("unsupported", `${rootType.name} has no field ${name} to execute.`);
  const shape = { key, coordinate: `${rootType.name}.${name}`, link: undefined, from: key, type: field.type };
  const aggregate =
    operation === OperationTypeNode.QUERY && graph.aggregates.find(({ rootField }) => rootField === name);
  if (aggregate) {
    const object = new AggregatePlanner(draft, aggregate, key, nodes).plan();
    const value = { kind: "objects", shapes: new Map([[object.type, object]]), typenameKey: undefined } as const;
    return { ...shape, service: undefined, promised: undefined, value, isJoinedList: false };
  }
  for (const { service, schema } of graph.owners.values()) {
    const contractField = schema.getRootType(operation)?.getFields()[name];
    if (contractField === undefined) continue;
    const named = getNamedType(contractField.type);
    const selection = isLeafType(named) ? undefined : new UpstreamSelection();
    const args = node.arguments ?? [];
    const timeoutMs = draft.timeouts.get(shape.coordinate);
    const call = draft.addCall({
      service,
      operation,
      timeoutMs,
      field: name,
      selection,
      after: new Set(),
      detail: {
        kind: "root",
        arguments: args.length === 0 ? "" : `(${args.map((argument) => print(argument)).join(", ")})`,
        property: key,
      },
    });
    for (const argument of args) noteVariables(argument, call);
    const given = getNamedType(field.type);
    const value =
      selection === undefined
        ? ({ kind: "leaf", leaf: isLeafType(given) ? given : refuseLeaf(name) } as const)
        : planObjects(draft, named.name, [key], { service, timeoutMs, link: undefined, selection, call }, nodes);
    return { ...shape, service, promised: contractField.type, value, isJoinedList: false };
  }
  throw new PlanRefused("unreachable-field", `No service answers ${rootType.name}.${name}.`);
}

function refuseLeaf(name: string): never {
  throw new PlanRefused("unsupported", `${name} is a leaf for its service alone.`);
}
