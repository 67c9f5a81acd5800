/**
 * The data of a random graph: what any field of any object is follows from the graph's seed, whoever is asked, a service
 * or the monolith. So both are executed by the same resolver.
 */
import { parseType, type GraphQLFieldResolver, type TypeNode } from "graphql";
import { ownerOf } from "./print-graph.ts";
import type { KeyName, Part, RandomField, RandomGraph } from "./graph-model.ts";

/** How many objects of each type there are; the first is known to all services. */
const OBJECTS = 5;
/** How many events there are for one who subscribes. */
const EVENTS = 3;

interface Entity {
  readonly __typename: string;
  readonly index: number;
}
interface PlainObject {
  readonly __typename: string;
  readonly hash: number;
}

interface RandomEvent {
  readonly event: number;
}

interface KnownField extends RandomField {
  readonly service: string;
  readonly node: TypeNode;
}

/** A number that follows from a text, and looks like any other. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  return (hash ^ (hash >>> 13)) >>> 0;
}

export class World {
  readonly #graph: RandomGraph;
  readonly #fields = new Map<string, KnownField>();
  /** Counts the mutations of one operation. */
  readonly #counts = new Map<string, number>();

  constructor(graph: RandomGraph) {
    this.#graph = graph;
    for (const { name: service, parts, values, queries, mutations, subscriptions } of graph.services) {
      const all = [
        ["Query", queries] as const,
        ["Mutation", mutations] as const,
        ["Subscription", subscriptions] as const,
        ...values,
        ...[...parts].map(([type, { fields }]) => [type, fields] as const),
      ];
      for (const [type, fields] of all)
        for (const field of fields)
          this.#fields.set(`${type}.${field.name}`, { ...field, service, node: parseType(field.type) });
    }
  }

  /** Answers as a service does, or, without one, as the monolith. */
  resolverFor(service?: string): GraphQLFieldResolver<unknown, unknown> {
    return (source, args, _context, { parentType, fieldName }) => {
      const coordinate = `${parentType.name}.${fieldName}`;
      const field = this.#fields.get(coordinate);
      if (parentType.name === "Query") return this.#root(service ?? field?.service, field, fieldName, args);
      if (parentType.name === "Mutation") return field && this.#mutation(field, args);
      if (parentType.name === "Subscription")
        return field && this.#value(field, `${coordinate} ${(source as RandomEvent).event}`, args);
      if (!isEntity(source)) return field && this.#value(field, `${coordinate} ${(source as PlainObject).hash}`, args);
      if (field === undefined) return this.#keyField(source, fieldName);
      if (!this.#isAvailable(field.service, source)) return null;
      if (field.computedFrom !== undefined)
        return this.#compute(
          source,
          service === undefined ? this.#read(source, field.computedFrom) : source[field.computedFrom],
        );
      return this.#value(field, `${coordinate} ${source.index}`, args);
    };
  }

  /** What happens: the same for whoever subscribes. */
  async *events(): AsyncGenerator<RandomEvent> {
    for (let event = 0; event < EVENTS; event++) yield { event };
  }

  /** Before an operation, so that each finds the same world. */
  reset(): void {
    this.#counts.clear();
  }

  readonly typeOf = (value: unknown): string => (value as Entity).__typename;

  #root(
    service: string | undefined,
    field: KnownField | undefined,
    name: string,
    args: Record<string, unknown>,
  ): unknown {
    const find = (type: string, key: Record<string, unknown>) => {
      const found = this.#find(type, key);
      return found !== null && this.knows(service ?? "", found) ? found : null;
    };
    if (name === "_entities") {
      const representations = args["representations"] as readonly Record<string, unknown>[];
      return representations.map((key) => find(String(key["__typename"]), key));
    }
    const lookup = /^find_([A-Za-z]+)_(id|code|pair)_(list|single)$/.exec(name);
    if (lookup !== null) {
      const [, type = "", key, how] = lookup;
      const toKey = (value: unknown) => (key === "pair" ? (value as Record<string, unknown>) : { [key ?? ""]: value });
      if (how === "single") return find(type, key === "pair" ? args : toKey(args["key"]));
      return (args["keys"] as unknown[]).map((value) => find(type, toKey(value)));
    }
    if (field === undefined) return null;
    const [target] = field.targets;
    if (field.arguments === "(id: ID!)" && target !== undefined) {
      const found = find(target, { id: args["id"] });
      return found !== null && this.#gives(field.service, found) ? found : null;
    }
    return this.#value(field, `Query.${name}`, args);
  }

  #mutation(field: KnownField, args: Record<string, unknown>): unknown {
    const count = (this.#counts.get(field.service) ?? 0) + 1;
    this.#counts.set(field.service, count);
    return this.#value(field, `Mutation.${field.name} ${count}`, args);
  }

  /** The object of a key, with what came along with the key. */
  #find(type: string, key: Record<string, unknown>): (Entity & Record<string, unknown>) | null {
    // Objects of all types have the same keys: what is one type's may not be taken for another's.
    const id = /^n(\d)$/.exec(String(key["id"] ?? key["code"]));
    let index = -1;
    if (id !== null) index = Number(id[1]);
    else if (typeof key["place"] === "number" && typeof key["shelf"] === "string")
      index = key["place"] * 2 + (key["shelf"] === "even" ? 0 : 1);
    return index >= 0 && index < OBJECTS ? { ...key, __typename: type, index } : null;
  }

  #keyField({ __typename: type, index }: Entity, name: string): unknown {
    if (name === "id") return `n${index}`;
    const key: KeyName = name === "code" ? "code" : "pair";
    if (!this.#hasKey(key, { __typename: type, index })) return null;
    if (name === "code") return `n${index}`;
    return name === "place" ? Math.floor(index / 2) : index % 2 === 0 ? "even" : "odd";
  }

  /** Whether those services know an object that know one of its keys beside `id`. */
  #hasKey(key: KeyName, entity: Entity): boolean {
    return this.#graph.services.every(({ name, parts }) => {
      const part = parts.get(entity.__typename);
      return part === undefined || !part.keys.has(key) || !part.lookups.has("id") || this.knows(name, entity);
    });
  }

  /** Whether a service has an object: that it has none is no failure. */
  knows(service: string, { __typename: type, index }: Entity): boolean {
    return (
      index === 0 ||
      this.#tellsId(service, type) ||
      hashOf(`${this.#graph.seed} knows ${service} ${type} ${index}`) % 5 !== 0
    );
  }

  /** Whether it finds objects by another key and tells their id: who is led there by the one needs the other. */
  #tellsId(service: string, type: string): boolean {
    const part = this.#graph.services.find(({ name }) => name === service)?.parts.get(type);
    return part !== undefined && part.lookups.size > 0 && !part.lookups.has("id") && part.keys.has("id");
  }

  #isAvailable(service: string, entity: Entity): boolean {
    const part = this.#partOf(service, entity);
    if (part === undefined || !this.knows(service, entity)) return false;
    return part.lookups.has("id") || [...part.lookups.keys()].every((key) => this.#hasKey(key, entity));
  }

  #partOf(service: string, { __typename: type }: Entity): Part | undefined {
    return this.#graph.services.find(({ name }) => name === service)?.parts.get(type);
  }

  /** Whether a service gives an object: an owner only its own, and nobody one that the others could not be asked about. */
  #gives(service: string, entity: Entity): boolean {
    if (ownerOf(this.#graph, entity.__typename) === service && !this.knows(service, entity)) return false;
    const part = this.#partOf(service, entity);
    const strict = this.#graph.types.find(({ name }) => name === entity.__typename)?.strict;
    return [...(part?.keys ?? [])].every(
      (key) =>
        key === "id" || (part?.keys.has("id") === true && strict?.has(key) !== true) || this.#hasKey(key, entity),
    );
  }

  #read(entity: Entity, name: string): unknown {
    const coordinate = `${entity.__typename}.${name}`;
    const field = this.#fields.get(coordinate);
    if (field === undefined || !this.#isAvailable(field.service, entity)) return null;
    return this.#value(field, `${coordinate} ${entity.index}`, defaultsOf(field));
  }

  #compute({ __typename: type, index }: Entity, source: unknown): string {
    return `${type} ${index} of ${JSON.stringify(source)}`;
  }

  #value(field: KnownField, place: string, args: Record<string, unknown>): unknown {
    return this.#make(field, field.node, hashOf(`${this.#graph.seed} ${place} ${canonical(args)}`));
  }

  #make(field: KnownField, node: TypeNode, hash: number, mayBeNull = true): unknown {
    if (node.kind === "NonNullType") return this.#make(field, node.type, hash, false);
    if (mayBeNull && hash % 7 === 0) return null;
    const next = (index: number) => hashOf(`${hash} ${index}`);
    if (node.kind === "ListType") {
      return Array.from({ length: hash % 4 }, (_item, index) => this.#make(field, node.type, next(index)));
    }
    if (field.targets.length === 0) return makeLeaf(node.name.value, next(0));
    const type = field.targets[next(1) % field.targets.length] ?? "";
    if (!this.#graph.types.some(({ name }) => name === type)) return { __typename: type, hash: next(2) };
    const entity = { __typename: type, index: next(2) % OBJECTS };
    return this.#gives(field.service, entity) ? entity : { __typename: type, index: 0 };
  }
}

function isEntity(value: unknown): value is Entity & Record<string, unknown> {
  return typeof value === "object" && value !== null && "index" in value;
}

function makeLeaf(type: string, hash: number): unknown {
  switch (type) {
    case "Int":
      return hash % 100;
    case "Float":
      return (hash % 100) / 4;
    case "Boolean":
      return hash % 2 === 0;
    case "State":
      return ["OPEN", "DONE", "LOST"][hash % 3];
    case "Date":
      return `2026-01-${10 + (hash % 20)}`;
    case "Blob":
      return [{ b: [hash % 10, null], a: { id: "x" } }, [1, [2]], "text", 7][hash % 4];
    case "ID":
      return `id${hash % 10}`;
    default:
      return `text ${hash % 100}`;
  }
}

/** A field's arguments where none are given. */
function defaultsOf({ arguments: args }: RandomField): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  if (args.includes("first:")) values["first"] = 2;
  if (args.includes("n: Int")) values["n"] = 1;
  if (args.includes("state: State!")) values["state"] = "OPEN";
  if (args.includes("by: Filter!")) values["by"] = { text: "y" };
  return values;
}

/** JSON that does not depend on the order of keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  // A variable that is left out, within a value of any kind.
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const entries = given.toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${key}:${canonical(inner)}`).join(",")}}`;
}
