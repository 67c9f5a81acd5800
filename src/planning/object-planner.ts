import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  Kind,
  OperationTypeNode,
  print,
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type SelectionSetNode,
} from "graphql";
import { collectFields } from "./collect-fields.ts";
import { noteVariables, type DraftCall, type PlanDraft } from "./draft.ts";
import { readHidden } from "./hidden-field.ts";
import { leafShape, objectType, typenameShape } from "./leaf-shapes.ts";
import {
  PlanRefused,
  type FieldShape,
  type KeyField,
  type ObjectShape,
  type PathStep,
  type ValueShape,
} from "./plan.ts";
import { answers, answersAll, findRoute, type Departure, type Route } from "./routes.ts";
import { UpstreamSelection } from "./upstream-selection.ts";

/** What one service knows of an object. */
export interface Part {
  /** Undefined: the gateway, which knows the key alone. */
  readonly service: string | undefined;
  /** How long its call may take, where that is said. */
  readonly timeoutMs: number | undefined;
  /** Where it hangs on the object; undefined: it is the object. */
  readonly link: string | undefined;
  readonly selection: UpstreamSelection;
  /** The call that fetches it. */
  readonly call: DraftCall | undefined;
}

export interface Place {
  readonly type: GraphQLObjectType;
  /** The way to the object from the tree's root. */
  readonly path: readonly PathStep[];
  /** What is there before anything is looked up. */
  readonly base: Part;
  /** The field that is known of the base, where that is the gateway's. */
  readonly keyField?: string;
  /** The calls that must be answered before the base is there. */
  readonly after: ReadonlySet<DraftCall>;
}

/** Plans one object of the answer: which service is asked for which of its fields. */
export class ObjectPlanner {
  readonly #draft: PlanDraft;
  readonly #place: Place;
  readonly #parts: Part[];
  /** The part that the object is found by: what has no time limit of its own comes with it, whatever its own may be. */
  #own: Part;
  /** What services compute from fields of others, by service and what they need: nothing else is fetched with it, or it would be lost with those others. */
  readonly #computedParts = new Map<string, Part>();
  /** The services that alone answer some of the object's fields. */
  #askedAnyway: ReadonlySet<string> = new Set();

  constructor(draft: PlanDraft, place: Place) {
    this.#draft = draft;
    this.#place = place;
    this.#own = place.base;
    this.#parts = [place.base];
  }

  /** Plans the fields of a selection. Throws `PlanRefused` where one cannot be reached. */
  plan(fields: ReadonlyMap<string, readonly FieldNode[]>, witness?: string): ObjectShape {
    const { type } = this.#place;
    this.#askedAnyway = this.#soleAnswerersOf(fields.values());
    const shapes: FieldShape[] = [];
    for (const [key, nodes] of fields) {
      const [node] = nodes;
      if (node === undefined) continue;
      this.#draft.countFields();
      shapes.push(node.name.value === "__typename" ? typenameShape(key, type) : this.#planField(key, node, nodes));
    }
    return { type: type.name, fields: shapes, witness, identities: [] };
  }

  #soleAnswerersOf(fields: Iterable<readonly FieldNode[]>): ReadonlySet<string> {
    const { type, base } = this.#place;
    const services = new Set<string>();
    for (const [node] of fields) {
      const name = node?.name.value ?? "";
      if (base.service !== undefined && answers(this.#draft.ownerOf(base.service), type.name, name)) continue;
      const [only, ...others] = [...this.#draft.owners.values()].filter((owner) => answers(owner, type.name, name));
      if (only !== undefined && others.length === 0) services.add(only.service);
    }
    return services;
  }

  #planField(key: string, node: FieldNode, nodes: readonly FieldNode[]): FieldShape {
    const { type } = this.#place;
    const name = node.name.value;
    const field = type.getFields()[name];
    if (field === undefined) throw new PlanRefused("unsupported", `${type.name} has no field ${name} to execute.`);
    const part = this.#partFor(name);
    const shape = { key, coordinate: `${type.name}.${name}`, link: part.link, type: field.type, isJoinedList: false };
    const named = getNamedType(field.type);
    if (part.service === undefined)
      return { ...shape, service: undefined, from: name, promised: undefined, value: leafShape(named) };
    const promised = this.#contractField(part.service, name);
    const added = part.selection.add({
      name,
      arguments: this.#printArguments(node.arguments, part),
      wantedKey: key,
      type: String(promised.type),
      isLeaf: isLeafType(getNamedType(promised.type)),
    });
    const path = [...this.#pathTo(part), added.key];
    const value =
      added.selection === undefined
        ? leafShape(named)
        : planObjects(
            this.#draft,
            getNamedType(promised.type).name,
            path,
            { ...part, selection: added.selection },
            nodes,
          );
    return { ...shape, service: part.service, from: added.key, promised: promised.type, value };
  }

  /** Has the object found by that lookup, even where nothing of it is selected. Gives what its service knows of it. */
  findBy(service: string, rootField: string, timeoutMs: number | undefined): Part {
    const lookup = this.#draft
      .ownerOf(service)
      .lookups.get(this.#place.type.name)
      ?.find((candidate) => candidate.rootField === rootField);
    if (lookup === undefined)
      throw new PlanRefused(
        "unreachable-field",
        `The ${service} service finds no ${this.#place.type.name} by ${rootField}.`,
      );
    this.#own = this.#open({ service, lookup }, timeoutMs);
    return this.#own;
  }

  /** Has a selection fetched for the gateway's own use, and tells where it will be found. */
  read({ selections }: SelectionSetNode): KeyField[] {
    return selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [this.#readField(selection)] : []));
  }

  /** The calls that must be answered before what was read is there. */
  callsFor(fields: readonly KeyField[]): Set<DraftCall> {
    const calls = new Set(this.#place.after);
    for (const { link } of fields) {
      const parts = [...this.#parts, ...this.#computedParts.values()];
      const part = parts.find((candidate) => candidate.link === link);
      if (part?.call !== undefined) calls.add(part.call);
    }
    return calls;
  }

  #readField(selection: FieldNode): KeyField {
    const name = selection.name.value;
    const { type } = this.#place;
    if (name === "__typename") throw new PlanRefused("unsupported", `A key of ${type.name} holds the type's name.`);
    const part = this.#partFor(name);
    if (part.service === undefined) return { name, link: part.link, from: name, inner: [] };
    return { ...readHidden(this.#draft, part.service, type.name, part.selection, selection), link: part.link };
  }

  #partFor(field: string): Part {
    const { type } = this.#place;
    const timeoutMs = this.#draft.timeouts.get(`${type.name}.${field}`);
    for (const part of this.#parts) {
      if (this.#isIn(part, field, timeoutMs)) return part;
    }
    const route = this.#routeTo((service) => answers(this.#draft.ownerOf(service), type.name, field));
    if (route !== undefined) return this.#open(route, timeoutMs);
    return this.#computedPartFor(field, timeoutMs);
  }

  #isIn(part: Part, field: string, timeoutMs: number | undefined): boolean {
    if (part.service === undefined) return field === this.#place.keyField;
    const isInTime = part.timeoutMs === timeoutMs || (part === this.#own && timeoutMs === undefined);
    return isInTime && answers(this.#draft.ownerOf(part.service), this.#place.type.name, field);
  }

  #computedPartFor(field: string, timeoutMs: number | undefined): Part {
    const { type } = this.#place;
    const coordinate = `${type.name}.${field}`;
    const route = this.#routeTo((service) => this.#draft.ownerOf(service).computed.has(coordinate));
    const needed = route && this.#draft.ownerOf(route.service).computed.get(coordinate);
    if (route === undefined || needed === undefined)
      throw new PlanRefused("unreachable-field", `No service can be asked for ${coordinate} here.`);
    const name = `${route.service} ${timeoutMs} ${print(needed)}`;
    const part = this.#computedParts.get(name) ?? this.#open(route, timeoutMs, needed);
    this.#computedParts.set(name, part);
    return part;
  }

  #routeTo(isWanted: (service: string) => boolean): Route | undefined {
    const departure: Departure = {
      isOwn: (selection) => this.#has(this.#own, selection),
      // What has more time must not wait for what has less, and be lost with it.
      isAtHand: (selection) =>
        this.#parts.some((part) => (part.timeoutMs === undefined || part === this.#own) && this.#has(part, selection)),
      isAsked: ({ service }) => this.#askedAnyway.has(service),
    };
    return findRoute(this.#draft.owners.values(), this.#place.type.name, departure, ({ service }) => isWanted(service));
  }

  #has({ service }: Part, selection: SelectionSetNode): boolean {
    const { type, keyField } = this.#place;
    if (service === undefined)
      return selection.selections.every((node) => node.kind === Kind.FIELD && node.name.value === keyField);
    return answersAll(this.#draft.ownerOf(service), type.name, selection);
  }

  /** Looks the object up in one more service. */
  #open({ service, lookup }: Route, timeoutMs: number | undefined, handedOver?: SelectionSetNode): Part {
    const { type, path } = this.#place;
    const key = this.read(lookup.selectionSet);
    if (handedOver !== undefined) key.push(...this.read(handedOver).map(withNull));
    const field = this.#draft.ownerOf(service).schema.getQueryType()?.getFields()[lookup.rootField];
    if (field === undefined) throw new PlanRefused("unsupported", `The ${service} service has no ${lookup.rootField}.`);
    const selection = new UpstreamSelection();
    const own = isAbstractType(getNamedType(field.type)) ? selection.on(type.name) : selection;
    const link = this.#draft.newLink();
    const call = this.#draft.addCall({
      service,
      operation: OperationTypeNode.QUERY,
      timeoutMs,
      field: lookup.rootField,
      selection,
      after: this.callsFor(key),
      detail: {
        kind: "lookup",
        lookup,
        parameters: field.args,
        echo: this.#readEcho(service, lookup.selectionSet, own),
        targets: [{ type: type.name, path, link, key }],
      },
    });
    const part = { service, timeoutMs, link, call, selection: own };
    if (handedOver === undefined) this.#parts.push(part);
    return part;
  }

  /** Has what is found by a key tell it, as far as its service can. */
  #readEcho(service: string, { selections }: SelectionSetNode, selection: UpstreamSelection): KeyField[] {
    const { name } = this.#place.type;
    const owner = this.#draft.ownerOf(service);
    return selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD || node.selectionSet !== undefined || !answers(owner, name, node.name.value))
        return [];
      return [readHidden(this.#draft, service, name, selection, node)];
    });
  }

  #pathTo({ link }: Part): readonly PathStep[] {
    return link === undefined ? this.#place.path : [...this.#place.path, link];
  }

  #contractField(service: string, name: string): GraphQLField<unknown, unknown> {
    const type = this.#draft.ownerOf(service).schema.getType(this.#place.type.name);
    const field = isObjectType(type) ? type.getFields()[name] : undefined;
    if (field === undefined) throw new Error(`The ${service} service has no ${this.#place.type.name}.${name}.`);
    return field;
  }

  #printArguments(nodes: readonly ArgumentNode[] = [], { call }: Part): string {
    if (call !== undefined) for (const node of nodes) noteVariables(node, call);
    return nodes.length === 0 ? "" : `(${nodes.map((node) => print(node)).join(", ")})`;
  }
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
    const planner = new ObjectPlanner(draft, { type, path, base: ownBase, after });
    const shape = planner.plan(collectFields(draft.schema, type, selectionSets));
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
    const planner = new ObjectPlanner(draft, {
      type,
      path: [...path, { typenameKey, type: name }],
      base: { ...ownBase, selection: base.selection.on(name) },
      after,
    });
    shapes.set(name, planner.plan(collectFields(draft.schema, type, selectionSets)));
  }
  return { kind: "objects", shapes, typenameKey };
}

function withNull(field: KeyField): KeyField {
  return { ...field, mayBeNull: true, inner: field.inner.map(withNull) };
}
