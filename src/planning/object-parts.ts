import {
  getNamedType,
  isAbstractType,
  Kind,
  OperationTypeNode,
  print,
  type FieldNode,
  type GraphQLObjectType,
  type SelectionSetNode,
} from "graphql";
import type { DraftCall, PlanDraft } from "./draft.ts";
import { readEcho, readHidden } from "./hidden-field.ts";
import { PlanRefused, type KeyField, type PathStep } from "./plan.ts";
import { answers, answersAll, findRoute, soleAnswerers, type Departure, type Route } from "./routes.ts";
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

/** What services know of one object of the answer; where that is not enough, it is looked up in a further one. */
export class ObjectParts {
  readonly place: Place;
  readonly #draft: PlanDraft;
  readonly #parts: Part[];
  /** The part that the object is found by: what has no time limit of its own comes with it, whatever its own may be. */
  #own: Part;
  /** What services compute from fields of others, by service and what they need: nothing else is fetched with it, or it would be lost with those others. */
  readonly #computedParts = new Map<string, Part>();
  /** The services that alone answer some of the object's fields. */
  #askedAnyway: ReadonlySet<string> = new Set();

  constructor(draft: PlanDraft, place: Place) {
    this.#draft = draft;
    this.place = place;
    this.#own = place.base;
    this.#parts = [place.base];
  }

  /** Says which fields are going to be asked for: a service that alone answers one of them is asked anyway. */
  expect(fields: Iterable<string>): void {
    const { type, base } = this.place;
    const owner = base.service === undefined ? undefined : this.#draft.ownerOf(base.service);
    const further = [...fields].filter((field) => owner === undefined || !answers(owner, type.name, field));
    this.#askedAnyway = soleAnswerers(this.#draft.owners.values(), type.name, further);
  }

  /** Has the object found by that lookup, even where nothing of it is selected. Gives what its service knows of it. */
  findBy(service: string, rootField: string, timeoutMs: number | undefined): Part {
    const lookup = this.#draft
      .ownerOf(service)
      .lookups.get(this.place.type.name)
      ?.find((candidate) => candidate.rootField === rootField);
    if (lookup === undefined)
      throw new PlanRefused(
        "unreachable-field",
        `The ${service} service finds no ${this.place.type.name} by ${rootField}.`,
      );
    this.#own = this.#open({ service, lookup }, timeoutMs);
    return this.#own;
  }

  /** What knows a field: what is at hand, or what is looked up for it. Throws `PlanRefused` where nothing can be. */
  partFor(field: string): Part {
    const { type } = this.place;
    const timeoutMs = this.#draft.timeouts.get(`${type.name}.${field}`);
    for (const part of this.#parts) {
      if (this.#isIn(part, field, timeoutMs)) return part;
    }
    const route = this.#routeTo((service) => answers(this.#draft.ownerOf(service), type.name, field));
    if (route !== undefined) return this.#open(route, timeoutMs);
    return this.#computedPartFor(field, timeoutMs);
  }

  /** The way to the object, as a part knows it, from the tree's root. */
  pathTo({ link }: Part): readonly PathStep[] {
    return link === undefined ? this.place.path : [...this.place.path, link];
  }

  #isIn(part: Part, field: string, timeoutMs: number | undefined): boolean {
    if (part.service === undefined) return field === this.place.keyField;
    const isInTime = part.timeoutMs === timeoutMs || (part === this.#own && timeoutMs === undefined);
    return isInTime && answers(this.#draft.ownerOf(part.service), this.place.type.name, field);
  }

  #computedPartFor(field: string, timeoutMs: number | undefined): Part {
    const { type } = this.place;
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
    return findRoute(this.#draft.owners.values(), this.place.type.name, departure, ({ service }) => isWanted(service));
  }

  #has({ service }: Part, selection: SelectionSetNode): boolean {
    const { type, keyField } = this.place;
    if (service === undefined)
      return selection.selections.every((node) => node.kind === Kind.FIELD && node.name.value === keyField);
    return answersAll(this.#draft.ownerOf(service), type.name, selection);
  }

  /** Looks the object up in one more service. */
  #open({ service, lookup }: Route, timeoutMs: number | undefined, handedOver?: SelectionSetNode): Part {
    const { type, path } = this.place;
    const key = this.#read(lookup.selectionSet);
    if (handedOver !== undefined) key.push(...this.#read(handedOver).map(withNull));
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
      after: this.#callsFor(key),
      detail: {
        kind: "lookup",
        lookup,
        parameters: field.args,
        echo: readEcho(this.#draft, service, type.name, own, lookup.selectionSet),
        targets: [{ type: type.name, path, link, key }],
      },
    });
    const part = { service, timeoutMs, link, call, selection: own };
    if (handedOver === undefined) this.#parts.push(part);
    return part;
  }

  /** Has a selection fetched for the gateway's own use, and tells where it will be found. */
  #read({ selections }: SelectionSetNode): KeyField[] {
    return selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [this.#readField(selection)] : []));
  }

  /** The calls that must be answered before what was read is there. */
  #callsFor(fields: readonly KeyField[]): Set<DraftCall> {
    const calls = new Set(this.place.after);
    for (const { link } of fields) {
      const parts = [...this.#parts, ...this.#computedParts.values()];
      const part = parts.find((candidate) => candidate.link === link);
      if (part?.call !== undefined) calls.add(part.call);
    }
    return calls;
  }

  #readField(selection: FieldNode): KeyField {
    const name = selection.name.value;
    const { type } = this.place;
    if (name === "__typename") throw new PlanRefused("unsupported", `A key of ${type.name} holds the type's name.`);
    const part = this.partFor(name);
    if (part.service === undefined) return { name, link: part.link, from: name, inner: [] };
    return { ...readHidden(this.#draft, part.service, type.name, part.selection, selection), link: part.link };
  }
}

function withNull(field: KeyField): KeyField {
  return { ...field, mayBeNull: true, inner: field.inner.map(withNull) };
}
