import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  print,
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
} from "graphql";
import { collectFields } from "./collect-fields.ts";
import { noteVariables, type DraftCall, type PlanDraft } from "./draft.ts";
import { leafShape, objectType, typenameShape } from "./leaf-shapes.ts";
import { ObjectParts, type Part } from "./object-parts.ts";
import { PlanRefused, type FieldShape, type ObjectShape, type PathStep, type ValueShape } from "./plan.ts";

/** Plans one object of the answer: which service is asked for which of its fields. Throws `PlanRefused` where one cannot be reached. */
export function planObject(
  draft: PlanDraft,
  parts: ObjectParts,
  fields: ReadonlyMap<string, readonly FieldNode[]>,
  witness?: string,
): ObjectShape {
  const { type } = parts.place;
  parts.expect([...fields.values()].flatMap(([node]) => node?.name.value ?? []));
  const shapes: FieldShape[] = [];
  for (const [key, nodes] of fields) {
    const [node] = nodes;
    if (node === undefined) continue;
    draft.countFields();
    shapes.push(
      node.name.value === "__typename" ? typenameShape(key, type) : planField(draft, parts, key, node, nodes),
    );
  }
  return { type: type.name, fields: shapes, witness, identities: [] };
}

/** Plans the objects of a field whose type, in the contract, is an object's, or one of several. */
export function planObjects(
  draft: PlanDraft,
  contractType: string,
  path: readonly PathStep[],
  base: Part,
  nodes: readonly FieldNode[],
): ValueShape {
  const after: ReadonlySet<DraftCall> = new Set(base.call === undefined ? [] : [base.call]);
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const ownBase = { ...base, link: undefined };
  const schema = draft.ownerOf(base.service ?? "").schema;
  const described = schema.getType(contractType);
  if (!isAbstractType(described)) {
    const type = objectType(draft, contractType);
    const parts = new ObjectParts(draft, { type, path, base: ownBase, after });
    const shape = planObject(draft, parts, collectFields(draft.schema, type, selectionSets));
    return { kind: "objects", shapes: new Map([[type.name, shape]]), typenameKey: undefined };
  }
  const { key: typenameKey } = base.selection.add({
    name: "__typename",
    arguments: "",
    wantedKey: "__typename",
    type: "String!",
    isLeaf: true,
  });
  const shapes = new Map<string, ObjectShape>();
  const selections = selectionSets.reduce((sum, selectionSet) => sum + selectionSet.selections.length, 0);
  for (const { name } of schema.getPossibleTypes(described)) {
    const type = objectType(draft, name);
    draft.countFields(selections);
    const parts = new ObjectParts(draft, {
      type,
      path: [...path, { typenameKey, type: name }],
      base: { ...ownBase, selection: base.selection.on(name) },
      after,
    });
    shapes.set(name, planObject(draft, parts, collectFields(draft.schema, type, selectionSets)));
  }
  return { kind: "objects", shapes, typenameKey };
}

function planField(
  draft: PlanDraft,
  parts: ObjectParts,
  key: string,
  node: FieldNode,
  nodes: readonly FieldNode[],
): FieldShape {
  const { type } = parts.place;
  const name = node.name.value;
  const field = type.getFields()[name];
  if (field === undefined) throw new PlanRefused("unsupported", `${type.name} has no field ${name} to execute.`);
  const part = parts.partFor(name);
  const shape = { key, coordinate: `${type.name}.${name}`, link: part.link, type: field.type, isJoinedList: false };
  const named = getNamedType(field.type);
  if (part.service === undefined)
    return { ...shape, service: undefined, from: name, promised: undefined, value: leafShape(named) };
  const promised = contractField(draft, part.service, type.name, name);
  const added = part.selection.add({
    name,
    arguments: printArguments(node.arguments, part),
    wantedKey: key,
    type: String(promised.type),
    isLeaf: isLeafType(getNamedType(promised.type)),
  });
  const path = [...parts.pathTo(part), added.key];
  const value =
    added.selection === undefined
      ? leafShape(named)
      : planObjects(draft, getNamedType(promised.type).name, path, { ...part, selection: added.selection }, nodes);
  return { ...shape, service: part.service, from: added.key, promised: promised.type, value };
}

function contractField(
  draft: PlanDraft,
  service: string,
  typeName: string,
  name: string,
): GraphQLField<unknown, unknown> {
  const type = draft.ownerOf(service).schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`The ${service} service has no ${typeName}.${name}.`);
  return field;
}

function printArguments(nodes: readonly ArgumentNode[] = [], { call }: Part): string {
  if (call !== undefined) for (const node of nodes) noteVariables(node, call);
  return nodes.length === 0 ? "" : `(${nodes.map((node) => print(node)).join(", ")})`;
}
