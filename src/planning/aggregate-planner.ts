import { parseSelectionSet } from "@graphql-tools/utils";
import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from "graphql";
import type { Aggregate, FetchJoin, Join } from "../aggregates/aggregate.ts";
import { isDependent, neededSelection, sourceOf, type DependentJoin } from "../aggregates/hidden-selection.ts";
import { collectFields } from "./collect-fields.ts";
import type { DraftAggregate, DraftCall, DraftJoin, PlanDraft } from "./draft.ts";
import { readHidden } from "./hidden-field.ts";
import { typenameShape } from "./leaf-shapes.ts";
import { ObjectParts, type Part } from "./object-parts.ts";
import { planGuess } from "./plan-guess.ts";
import { planObject, planObjects } from "./plan-object.ts";
import { PlanRefused, type FieldShape, type KeyField, type ObjectShape, type ValueShape } from "./plan.ts";
import { UpstreamSelection } from "./upstream-selection.ts";

/** A join that is planned, for those that are made from it. */
interface PlannedSource {
  readonly draft: DraftJoin;
  readonly shape: FieldShape | undefined;
  /** From the join's place on the aggregate to what its own service answered. */
  readonly own: readonly string[];
  /** Has a selection fetched beside what the client selected; gives where it will be found, and after which calls. */
  read(join: DependentJoin): { readonly fields: readonly KeyField[]; readonly after: ReadonlySet<DraftCall> };
}

/** Plans one aggregate: its joins start as soon as their keys are known. */
export class AggregatePlanner {
  readonly #draft: PlanDraft;
  readonly #aggregate: Aggregate;
  readonly #type: GraphQLObjectType;
  readonly #planned: DraftAggregate;
  readonly #fields: ReadonlyMap<string, readonly FieldNode[]>;
  readonly #sources = new Map<string, PlannedSource>();

  constructor(draft: PlanDraft, aggregate: Aggregate, property: string, nodes: readonly FieldNode[]) {
    this.#draft = draft;
    this.#aggregate = aggregate;
    const type = draft.schema.getType(aggregate.type);
    if (!isObjectType(type)) throw new PlanRefused("unsupported", `${aggregate.type} is no object type of the graph.`);
    this.#type = type;
    const id = nodes[0]?.arguments?.find(({ name }) => name.value === aggregate.argument);
    this.#planned = { property, id, joins: [] };
    draft.aggregates.push(this.#planned);
    this.#fields = collectFields(
      draft.schema,
      type,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    );
  }

  plan(): ObjectShape {
    const shapes = new Map<string, FieldShape>();
    // A join is planned before those that are made from it: its place is found by the order of the client alone.
    for (const [key, [node]] of this.#fields) {
      if (node?.name.value === "__typename") shapes.set(key, typenameShape(key, this.#type));
      else if (node !== undefined && !isDependent(this.#joinOf(node.name.value))) shapes.set(key, this.#planJoin(key));
    }
    for (const key of this.#fields.keys()) if (!shapes.has(key)) shapes.set(key, this.#planJoin(key));
    const fields = [...this.#fields.keys()].map((key) => shapes.get(key) as FieldShape);
    const identity = `${this.#aggregate.type}.${this.#aggregate.identity}`;
    return {
      type: this.#type.name,
      fields,
      witness: undefined,
      identities: fields.filter(({ coordinate }) => coordinate === identity),
    };
  }

  #joinOf(field: string): Join {
    const join = this.#aggregate.joins.find((candidate) => candidate.field === field);
    if (join === undefined)
      throw new PlanRefused("unreachable-field", `${this.#aggregate.type}.${field} is answered by no join.`);
    return join;
  }

  #planJoin(key: string): FieldShape {
    const nodes = this.#fields.get(key) ?? [];
    const join = this.#joinOf(nodes[0]?.name.value ?? "");
    this.#draft.countFields();
    if (join.kind === "derived") return this.#planDerived(join, key, nodes);
    const known = this.#sources.get(join.field);
    // Under its first response key a join is the source of others; it may have been planned for them already.
    if (known?.shape?.key === key) return known.shape;
    const planned = this.#planFetch(join, key, nodes);
    if (known === undefined) this.#sources.set(join.field, planned);
    return planned.shape as FieldShape;
  }

  /** The join that another one is made from; fetched even where the client did not select it. */
  #sourceFor(join: DependentJoin): PlannedSource {
    const field = sourceOf(join);
    const known = this.#sources.get(field);
    if (known !== undefined) return known;
    const source = this.#joinOf(field);
    if (source.kind === "derived")
      throw new PlanRefused("unsupported", `${join.field} is made from a derived field, ${field}.`);
    const selected = [...this.#fields].find(([, [node]]) => node?.name.value === field);
    const planned = this.#planFetch(source, selected?.[0], selected?.[1] ?? []);
    this.#sources.set(field, planned);
    return planned;
  }

  #planFetch(join: FetchJoin, key: string | undefined, nodes: readonly FieldNode[]): PlannedSource {
    const field = this.#type.getFields()[join.field];
    const rootField = this.#draft.ownerOf(join.service).schema.getQueryType()?.getFields()[join.rootField];
    if (field === undefined || rootField === undefined)
      throw new PlanRefused(
        "unreachable-field",
        `${this.#type.name}.${join.field} has no root field to be fetched by.`,
      );
    const lookupKey = this.#keyFieldOf(join, getNamedType(rootField.type));
    const draft = this.#draftJoin(join, field, lookupKey);
    this.#planned.joins.push(draft);
    return lookupKey === undefined
      ? this.#planValue(join, draft, key, nodes, field, rootField)
      : this.#planEntity(join, draft, key, nodes, field, getNamedType(rootField.type) as GraphQLObjectType);
  }

  /** The one field by which the join's root field finds objects of its type, if it is a lookup of them. */
  #keyFieldOf({ service, rootField }: FetchJoin, type: GraphQLNamedType): string | undefined {
    const lookups = isObjectType(type) ? this.#draft.ownerOf(service).lookups.get(type.name) : undefined;
    const lookup = lookups?.find((candidate) => candidate.rootField === rootField && candidate.list !== undefined);
    const [first, ...others] = lookup?.selectionSet.selections ?? [];
    return first?.kind === Kind.FIELD && first.selectionSet === undefined && others.length === 0
      ? first.name.value
      : undefined;
  }

  #draftJoin(join: FetchJoin, { type }: GraphQLField<unknown, unknown>, keyField: string | undefined): DraftJoin {
    const base = { field: join.field, aggregate: this.#planned.property, link: this.#draft.newLink(), keyField };
    if (join.key.from === "argument")
      return { ...base, isList: false, keys: "id", promises: [], guess: undefined, after: new Set() };
    const source = this.#sourceFor(join as DependentJoin);
    const { fields, after } = source.read(join as DependentJoin);
    const { speculative } = join.key;
    const way = [source.draft.link, ...source.own];
    const steps = stepsOf(fields);
    return {
      ...base,
      isList: isListType(getNullableType(type)),
      keys: [...way, ...steps.map(({ from }) => from)],
      promises: [...way.map(() => undefined), ...steps.map(({ promise }) => promise)],
      guess:
        speculative === undefined || keyField === undefined
          ? undefined
          : { link: this.#draft.newLink(), roles: speculative.roles },
      after,
    };
  }

  /** Objects whose keys are known first: all services that know of them are asked at once. */
  #planEntity(
    join: FetchJoin,
    draft: DraftJoin,
    key: string | undefined,
    nodes: readonly FieldNode[],
    field: GraphQLField<unknown, unknown>,
    keyedType: GraphQLObjectType,
  ): PlannedSource {
    const type = this.#draft.schema.getType(keyedType.name);
    if (!isObjectType(type)) throw new PlanRefused("unsupported", `${keyedType.name} is no object type of the graph.`);
    const base: Part = {
      service: undefined,
      timeoutMs: undefined,
      link: undefined,
      selection: new UpstreamSelection(),
      call: undefined,
    };
    const path = [draft.aggregate, draft.link];
    const keyField = draft.keyField as string;
    const firstCall = this.#draft.calls.length;
    const parts = new ObjectParts(this.#draft, { type, path, base, keyField, after: draft.after });
    const own = parts.findBy(join.service, join.rootField, this.#timeoutOf(field));
    const witness = own.link as string;
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const object = planObject(this.#draft, parts, collectFields(this.#draft.schema, type, selectionSets), witness);
    if (draft.guess !== undefined) planGuess(this.#draft, draft, draft.guess.link, firstCall);
    const value: ValueShape = { kind: "objects", shapes: new Map([[type.name, object]]), typenameKey: undefined };
    return {
      draft,
      own: [witness],
      shape: key === undefined ? undefined : this.#shapeOf(key, draft, field, value),
      read: (dependent) => {
        const fields = readAlone(this.#draft, join.service, type.name, own, dependent);
        return { fields, after: new Set(own.call === undefined ? [] : [own.call]) };
      },
    };
  }

  /** What a root field answers for a key, as it comes. */
  #planValue(
    join: FetchJoin,
    draft: DraftJoin,
    key: string | undefined,
    nodes: readonly FieldNode[],
    field: GraphQLField<unknown, unknown>,
    rootField: GraphQLField<unknown, unknown>,
  ): PlannedSource {
    const argument = rootField.args.find(({ name }) => name === join.argument);
    if (argument === undefined)
      throw new PlanRefused("unreachable-field", `${join.rootField} has no argument ${join.argument}.`);
    const named = getNamedType(rootField.type);
    const selection = isLeafType(named) ? undefined : new UpstreamSelection();
    const timeoutMs = this.#timeoutOf(field);
    const call = this.#draft.addCall({
      service: join.service,
      operation: OperationTypeNode.QUERY,
      timeoutMs,
      field: join.rootField,
      selection,
      after: new Set(draft.after),
      detail: {
        kind: "join",
        join: draft,
        argument,
        takesList: isListType(getNullableType(argument.type)),
        passed: (join.passArguments ?? []).flatMap((name) => {
          const parameter = rootField.args.find((candidate) => candidate.name === name);
          const node = nodes[0]?.arguments?.find((given) => given.name.value === name);
          const defaultValue = field.args.find((candidate) => candidate.name === name)?.defaultValue;
          return parameter === undefined ? [] : [{ parameter, node, defaultValue }];
        }),
      },
    });
    const path = [draft.aggregate, draft.link];
    const part = { service: join.service, timeoutMs, link: undefined, call };
    const value: ValueShape =
      selection === undefined
        ? { kind: "leaf", leaf: getNamedType(field.type) as never }
        : planObjects(this.#draft, named.name, path, { ...part, selection }, nodes);
    return {
      draft,
      own: [],
      // What does not fit is its service's fault, though its type is not the field's own: that is a value for each key.
      shape: key === undefined ? undefined : { ...this.#shapeOf(key, draft, field, value), service: join.service },
      read: (dependent) => {
        if (selection === undefined) throw new PlanRefused("unsupported", `${dependent.field} is made from a leaf.`);
        const fields = readAlone(this.#draft, join.service, named.name, { ...part, selection }, dependent);
        return { fields, after: new Set([call]) };
      },
    };
  }

  #timeoutOf({ name }: GraphQLField<unknown, unknown>): number | undefined {
    return this.#draft.timeouts.get(`${this.#type.name}.${name}`);
  }

  #shapeOf(key: string, { link }: DraftJoin, field: GraphQLField<unknown, unknown>, value: ValueShape): FieldShape {
    return {
      key,
      coordinate: `${this.#type.name}.${field.name}`,
      service: undefined,
      link: undefined,
      from: link,
      type: field.type,
      promised: undefined,
      value,
      isJoinedList: isListType(getNullableType(field.type)),
    };
  }

  #planDerived(join: Extract<Join, { kind: "derived" }>, key: string, nodes: readonly FieldNode[]): FieldShape {
    const field = this.#type.getFields()[join.field];
    if (field === undefined) throw new PlanRefused("unsupported", `${this.#type.name} has no field ${join.field}.`);
    const source = this.#sourceFor(join);
    const { fields } = source.read(join);
    const value = {
      kind: "derived",
      join,
      source: { path: [source.draft.link, ...source.own], fields },
      value: ownShape(this.#draft, getNamedType(field.type), nodes),
    } as const;
    return { ...this.#shapeOf(key, source.draft, field, value), from: source.draft.link };
  }
}

/** Has what another join needs fetched from the join's own service. */
function readAlone(
  draft: PlanDraft,
  service: string,
  typeName: string,
  part: Part,
  join: DependentJoin,
): readonly KeyField[] {
  const { selections } = parseSelectionSet(neededSelection(join), { noLocation: true });
  return selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [readHidden(draft, service, typeName, part.selection, selection)] : [],
  );
}

/** The fields that lead through what was read, of which each holds one. */
function stepsOf(fields: readonly KeyField[]): KeyField[] {
  const [first] = fields;
  return first === undefined ? [] : [first, ...stepsOf(first.inner)];
}

/** What is made of an object of the gateway's own: its fields are properties. */
function ownShape(draft: PlanDraft, type: GraphQLNamedType, nodes: readonly FieldNode[]): ValueShape {
  if (isLeafType(type)) return { kind: "leaf", leaf: type };
  if (!isObjectType(type)) throw new PlanRefused("unsupported", `${type.name} is derived, and one of several types.`);
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const fields = [...collectFields(draft.schema, type, selectionSets)].map(([key, inner]): FieldShape => {
    draft.countFields();
    const name = inner[0]?.name.value ?? "";
    if (name === "__typename") return typenameShape(key, type);
    const field = type.getFields()[name];
    if (field === undefined) throw new PlanRefused("unsupported", `${type.name} has no field ${name}.`);
    return {
      key,
      coordinate: `${type.name}.${name}`,
      service: undefined,
      link: undefined,
      from: name,
      type: field.type,
      promised: undefined,
      value: ownShape(draft, getNamedType(field.type), inner),
      isJoinedList: false,
    };
  });
  const shape = { type: type.name, fields, witness: undefined, identities: [] };
  return { kind: "objects", shapes: new Map([[type.name, shape]]), typenameKey: undefined };
}
