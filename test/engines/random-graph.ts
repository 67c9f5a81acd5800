/**
 * Graphs of services, made from a list of numbers: types that several services know, found by one key or two, by lists,
 * one by one or as entities, over several hops; computed fields, interfaces, unions, plain objects, arguments; an aggregate.
 */
import { Decisions } from "./decisions.ts";
import type { Style, RandomField, Part, RandomService, RandomType, RandomGraph } from "./graph-model.ts";
import { makeAggregate } from "./random-aggregate.ts";

const SERVICES = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
const TYPES = ["Order", "Product", "User", "Maker", "Review"];
const FIELDS = [
  ["name", "total", "state", "size", "note", "rank", "color", "mark", "a", "b"],
  ["next", "peers", "parent", "best", "items", "owner", "grid", "links", "box", "part"],
] as const;
const LEAVES = ["Int", "String", "Float", "Boolean", "ID", "State", "Date", "Blob"];
const ARGUMENTS = [
  "first: Int = 2",
  "n: Int! = 1",
  "mode: State",
  "state: State! = OPEN",
  "filter: Filter",
  'by: Filter! = { text: "y" }',
  "ids: [ID!]",
  "on: Date",
  "blob: Blob",
  "needed: String!",
  "pairs: [[Int!]]",
];

/** How many of the numbers the aggregate and computed fields are made from: they come last, and would have none left. */
const AGGREGATE_NUMBERS = 12;
const COMPUTED_NUMBERS = 8;

/** Makes a graph. The same numbers make the same graph. */
export function makeGraph(numbers: readonly number[]): RandomGraph {
  const others = numbers.slice(AGGREGATE_NUMBERS);
  return new GraphMaker(
    new Decisions(others.slice(COMPUTED_NUMBERS)),
    new Decisions(others.slice(0, COMPUTED_NUMBERS)),
    new Decisions(numbers.slice(0, AGGREGATE_NUMBERS)),
  ).make();
}

class GraphMaker {
  readonly #decisions: Decisions;
  readonly #forComputed: Decisions;
  readonly #forAggregate: Decisions;
  readonly #services: RandomService[];
  readonly #types: RandomType[];
  readonly #taken = new Set<string>();

  constructor(decisions: Decisions, forComputed: Decisions, forAggregate: Decisions) {
    this.#decisions = decisions;
    this.#forComputed = forComputed;
    this.#forAggregate = forAggregate;
    this.#services = SERVICES.slice(0, 2 + decisions.upTo(5)).map((name) => ({
      name,
      parts: new Map(),
      values: new Map(),
      queries: [],
      mutations: [],
      subscriptions: [],
      hasInterface: false,
      unions: new Map(),
    }));
    this.#types = TYPES.slice(0, 1 + decisions.upTo(5)).map((name) => ({
      name,
      owner: decisions.pick(this.#services).name,
      isThing: decisions.upTo(2) === 0,
      strict: new Set(),
    }));
  }

  make(): RandomGraph {
    for (const type of this.#types) this.#spread(type);
    for (const service of this.#services) this.#addSubscription(service);
    for (const service of this.#services) {
      for (const type of this.#types) {
        const part = service.parts.get(type.name);
        if (part !== undefined && part.lookups.size > 0) this.#addFields(service, part, type);
      }
    }
    for (const service of this.#services) this.#addRoots(service);
    for (const service of this.#services) for (const part of service.parts.values()) this.#compute(service, part);
    const seed = this.#decisions.upTo(1_000);
    const aggregate = makeAggregate(this.#forAggregate, this.#services, this.#types);
    return { types: this.#types, services: this.#services, seed, aggregate };
  }

  /** Decides which services know a type, and by which keys. */
  #spread(type: RandomType): void {
    const decisions = this.#decisions;
    const others = this.#services.filter(({ name }) => name !== type.owner);
    const owner = this.#partOf(this.#serviceOf(type.owner), type.name);
    owner.keys.add("id");
    owner.lookups.set("id", this.#style());
    // Whether the owner always has its objects' keys.
    const isStrict = decisions.oneIn(3);
    for (const key of ["code", "pair"] as const) {
      if (!decisions.oneIn(3)) continue;
      // Of the service that knows both keys: the owner, or one between.
      const between = this.#partOf(decisions.pick(others), type.name);
      const isBetween = !isStrict && decisions.oneIn(2) && (between.lookups.size === 0 || between.lookups.has("id"));
      const mapper = isBetween ? between : owner;
      mapper.keys.add("id").add(key);
      if (!mapper.lookups.has("id")) mapper.lookups.set("id", this.#style());
      const isTwoWay = key === "code" && !usesKeyDirective(mapper) && decisions.oneIn(2);
      if (isTwoWay) mapper.lookups.set("code", decisions.pick(["list", "single"]));
      if (isStrict) type.strict.add(key);
      for (const other of decisions.some(others, 2)) {
        const part = this.#partOf(other, type.name);
        if (part.lookups.size > 0) continue;
        part.keys.add(key);
        part.lookups.set(key, this.#style());
      }
    }
    for (const other of decisions.some(others, 2)) {
      const part = this.#partOf(other, type.name);
      if (part.lookups.size > 0) continue;
      part.keys.add("id");
      part.lookups.set("id", this.#style());
    }
  }

  #style(): Style {
    return this.#decisions.pick(["list", "single", "entities", "expression"]);
  }

  #serviceOf(name: string): RandomService {
    return this.#services.find((service) => service.name === name) as RandomService;
  }

  #partOf(service: RandomService, type: string): Part {
    const known = service.parts.get(type);
    if (known !== undefined) return known;
    const part: Part = { type, keys: new Set(), lookups: new Map(), fields: [], isGiver: false };
    service.parts.set(type, part);
    return part;
  }

  #addFields(service: RandomService, part: Part, type: RandomType): void {
    const isOwner = type.owner === service.name;
    if (isOwner && type.isThing) part.fields.push({ name: "tag", type: "String", arguments: "", targets: [] });
    const count = 1 + this.#decisions.upTo(4);
    for (let index = 0; index < count; index++) {
      const field = this.#makeField(service, isOwner, (name) => this.#isFree(`${type.name}.${name}`));
      if (field !== undefined) part.fields.push(field);
    }
  }

  #isFree(coordinate: string): boolean {
    if (this.#taken.has(coordinate)) return false;
    this.#taken.add(coordinate);
    return true;
  }

  #makeField(
    service: RandomService,
    mayBeNonNull: boolean,
    isFree: (name: string) => boolean,
    depth = 0,
  ): RandomField | undefined {
    const decisions = this.#decisions;
    const kind = decisions.upTo(10);
    const args = decisions.oneIn(3) ? this.#makeArguments() : "";
    const start = decisions.upTo(10);
    const names = FIELDS[kind < 5 ? 0 : 1];
    const name = [...names.slice(start), ...names.slice(0, start)].find(isFree);
    if (name === undefined) return undefined;
    if (kind < 5 || (kind < 7 && depth > 1))
      return { name, type: this.#wrap(decisions.pick(LEAVES), mayBeNonNull), arguments: args, targets: [] };
    if (kind < 6) {
      const value = this.#makeValue(service, depth);
      return { name, type: this.#wrap(value, mayBeNonNull), arguments: args, targets: [value] };
    }
    if (kind < 8) {
      const target = decisions.pick(this.#types);
      this.#give(service, target);
      const isOwn = target.owner === service.name;
      return { name, type: this.#wrap(target.name, mayBeNonNull, isOwn), arguments: args, targets: [target.name] };
    }
    const abstract = this.#makeAbstract(service);
    return { name, type: this.#wrap(abstract.name, mayBeNonNull, false), arguments: args, targets: abstract.targets };
  }

  /** Lets a service give objects of a type, of which it knows a key at least. */
  #give(service: RandomService, { name }: Pick<RandomType, "name">): void {
    const part = this.#partOf(service, name);
    part.isGiver = true;
    if (part.lookups.size > 0 && part.keys.has("id")) return;
    const isCodeEnough = this.#services.some(
      (other) =>
        other !== service &&
        other.parts.get(name)?.lookups.has("code") === true &&
        other.parts.get(name)?.lookups.has("id") === true,
    );
    if (part.keys.size === 0 && isCodeEnough && this.#decisions.oneIn(2)) part.keys.add("code");
    else if (!(part.keys.has("code") && isCodeEnough)) part.keys.add("id");
  }

  #makeAbstract(service: RandomService): { readonly name: string; readonly targets: readonly string[] } {
    const decisions = this.#decisions;
    const things = this.#types.filter(
      ({ name, isThing }) => isThing && (service.parts.get(name)?.keys.has("id") === true || decisions.oneIn(2)),
    );
    if (things.length > 0 && decisions.oneIn(2)) {
      for (const thing of things) {
        this.#give(service, thing);
        service.parts.get(thing.name)?.keys.add("id");
      }
      service.hasInterface = true;
      return { name: "Thing", targets: things.map(({ name }) => name) };
    }
    const members = [decisions.pick(this.#types), ...decisions.some(this.#types, 2)];
    for (const member of members) this.#give(service, member);
    const targets = [...new Set(members.map(({ name }) => name))];
    if (decisions.oneIn(3)) targets.push(this.#makeValue(service, 1));
    const name = decisions.pick(["Hit", "Any"]);
    const known = service.unions.get(name);
    if (known !== undefined) return { name, targets: known };
    service.unions.set(name, targets);
    return { name, targets };
  }

  /** Plain objects: of one service alone. */
  #makeValue(service: RandomService, depth: number): string {
    const suffix = service.name[0]?.toUpperCase() ?? "";
    const name = `${this.#decisions.pick(["Box", "Parcel", "Line"])}${suffix}`;
    if (service.values.has(name)) return name;
    const fields: RandomField[] = [{ name: "weight", type: "Int", arguments: "", targets: [] }];
    service.values.set(name, fields);
    const count = this.#decisions.upTo(4);
    for (let index = 0; index < count; index++) {
      const field = this.#makeField(
        service,
        true,
        (candidate) => fields.every((other) => other.name !== candidate),
        depth + 1,
      );
      if (field !== undefined) fields.push(field);
    }
    return name;
  }

  #makeArguments(): string {
    const args = [...new Set([this.#decisions.pick(ARGUMENTS), ...this.#decisions.some(ARGUMENTS, 8)])];
    return `(${args.join(", ")})`;
  }

  /** Lists and nulls around a type, as the composition's checks allow. */
  #wrap(type: string, mayBeNonNull: boolean, mayHaveNonNull = true): string {
    const decisions = this.#decisions;
    const bang = (isAllowed: boolean) => (isAllowed && decisions.oneIn(3) ? "!" : "");
    const depth = decisions.pick([0, 0, 0, 1, 1, 2]);
    let wrapped = type;
    for (let level = 0; level < depth; level++) wrapped = `[${wrapped}${bang(mayHaveNonNull)}]`;
    return `${wrapped}${bang(mayBeNonNull && (mayHaveNonNull || depth > 0))}`;
  }

  #addRoots(service: RandomService): void {
    const decisions = this.#decisions;
    const own = this.#types.filter(({ name }) => (service.parts.get(name)?.lookups.size ?? 0) > 0);
    const free = (name: string) => this.#isFree(`Query.${name}`);
    for (const type of own) {
      const name = type.name.toLowerCase();
      if (service.name !== type.owner && !decisions.oneIn(3)) continue;
      if (!free(name)) continue;
      this.#give(service, type);
      service.queries.push({ name, type: type.name, arguments: "(id: ID!)", targets: [type.name] });
      service.queries.push({
        name: `${name}s`,
        type: this.#wrapList(type.name, type.owner === service.name),
        arguments: "(first: Int = 2)",
        targets: [type.name],
      });
    }
    const count = 1 + decisions.upTo(3);
    for (let index = 0; index < count; index++) {
      const field = this.#makeField(service, false, free);
      if (field !== undefined) service.queries.push(field);
    }
    if (!decisions.oneIn(2)) return;
    for (let index = 0; index < 2; index++) {
      const field = this.#makeField(service, false, (name) => this.#isFree(`Mutation.${name}`));
      if (field !== undefined) service.mutations.push(field);
    }
  }

  /** Events that are objects most often, for others to add to. */
  #addSubscription(service: RandomService): void {
    const decisions = this.#decisions;
    if (!decisions.oneIn(2)) return;
    const free = (name: string) => this.#isFree(`Subscription.${name}`);
    if (decisions.oneIn(3)) {
      const field = this.#makeField(service, false, free);
      if (field !== undefined) service.subscriptions.push(field);
      return;
    }
    const { name: target, owner } = decisions.pick(this.#types);
    const name = `${target.toLowerCase()}Changed`;
    if (!free(name)) return;
    this.#give(service, { name: target });
    const type = this.#wrap(target, false, owner === service.name);
    service.subscriptions.push({
      name,
      type,
      arguments: decisions.oneIn(3) ? this.#makeArguments() : "",
      targets: [target],
    });
  }

  #wrapList(type: string, mayHaveNonNull: boolean): string {
    return `[${type}${mayHaveNonNull && this.#decisions.oneIn(2) ? "!" : ""}]`;
  }

  /** Adds a field that is computed from another service's. */
  #compute(service: RandomService, part: Part): void {
    const type = this.#types.find(({ name }) => name === part.type);
    if (type === undefined || type.owner === service.name || part.lookups.get("id") !== "entities") return;
    const leaves = this.#services
      .filter((other) => other !== service)
      .flatMap((other) => other.parts.get(part.type)?.fields ?? [])
      .filter((field) => field.targets.length === 0 && field.name !== "score" && !field.arguments.includes("needed"));
    if (leaves.length === 0 || !this.#forComputed.oneIn(2)) return;
    const source = this.#forComputed.pick(leaves);
    // One service alone computes it.
    if (!this.#isFree(`${part.type}.score`)) return;
    part.fields.push({ name: "score", type: "String", arguments: "", targets: [], computedFrom: source.name });
  }
}

/** Whether a service's objects of a type are found by `@key`, of which there is one. */
export function usesKeyDirective({ lookups }: Part): boolean {
  return [...lookups].some(([key, style]) => style === "entities" || style === "expression" || key === "pair");
}
