import { getNamedType, type FieldNode, type GraphQLObjectType } from "graphql";
import type { Aggregate, DerivedJoin, FetchJoin, Join } from "../aggregates/aggregate.ts";
import { isDependent, sourceOf, type DependentJoin } from "../aggregates/hidden-selection.ts";
import { collectFields } from "./collect-fields.ts";
import { derivedShape } from "./derived-shape.ts";
import { draftJoin } from "./draft-join.ts";
import type { DraftAggregate, PlanDraft } from "./draft.ts";
import { joinShape, type PlannedSource } from "./fetched-join.ts";
import { objectType, typenameShape } from "./leaf-shapes.ts";
import { planEntityJoin } from "./plan-entity-join.ts";
import { planValueJoin } from "./plan-value-join.ts";
import { PlanRefused, type FieldShape, type ObjectShape } from "./plan.ts";

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
    this.#type = objectType(draft, aggregate.type);
    const id = nodes[0]?.arguments?.find(({ name }) => name.value === aggregate.argument);
    this.#planned = { property, id, joins: [] };
    draft.aggregates.push(this.#planned);
    this.#fields = collectFields(
      draft.schema,
      this.#type,
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
      throw new PlanRefused("unreachable-field", `${this.#coordinateOf(join)} has no root field to be fetched by.`);
    const joined = draftJoin(this.#draft, this.#planned.property, join, field, rootField, (dependent) =>
      this.#sourceFor(dependent),
    );
    this.#planned.joins.push(joined);
    const fetched = { join, draft: joined, coordinate: this.#coordinateOf(join), field, rootField, key, nodes };
    return joined.keyField === undefined
      ? planValueJoin(this.#draft, fetched)
      : planEntityJoin(this.#draft, fetched, joined.keyField);
  }

  #planDerived(join: DerivedJoin, key: string, nodes: readonly FieldNode[]): FieldShape {
    const field = this.#type.getFields()[join.field];
    if (field === undefined) throw new PlanRefused("unsupported", `${this.#type.name} has no field ${join.field}.`);
    const source = this.#sourceFor(join);
    const value = {
      kind: "derived",
      join,
      source: { path: [source.draft.link, ...source.own], fields: source.read(join).fields },
      value: derivedShape(this.#draft, getNamedType(field.type), nodes),
    } as const;
    return joinShape(key, { draft: source.draft, coordinate: this.#coordinateOf(join), field }, value);
  }

  #coordinateOf({ field }: Join): string {
    return `${this.#type.name}.${field}`;
  }
}
