import type { Lookup } from "../composition/owners.ts";
import type { KeyField, PathStep, Target } from "../planning/plan.ts";

export type Tree = Record<string, unknown>;

/** Visits the objects at the end of a path, through all lists on the way. What is null, or failed, is passed over. */
export function visitObjects(
  value: unknown,
  path: readonly PathStep[],
  visit: (object: Tree) => void,
  depth = 0,
): void {
  if (typeof value !== "object" || value === null || value instanceof Error) return;
  if (Array.isArray(value)) {
    for (const item of value) visitObjects(item, path, visit, depth);
    return;
  }
  const object = value as Tree;
  const step = path[depth];
  if (step === undefined) visit(object);
  else if (typeof step === "string") visitObjects(object[step], path, visit, depth + 1);
  else if (object[step.typenameKey] === step.type) visitObjects(object, path, visit, depth + 1);
}

interface Hanger {
  readonly object: Tree;
  readonly link: string;
  readonly index: number;
}

/** The keys of one lookup, each once, and the objects that wait for what is found by them. */
export class KeyBatch {
  readonly #lookup: Lookup;
  readonly #indices = new Map<unknown, number>();
  readonly #hangers: Hanger[] = [];
  /** What each key is made of. */
  readonly #fields: Tree[] = [];
  /** Each as its lookup takes it: with one call for all, a key; else, an object with the key's fields. */
  readonly keys: unknown[] = [];
  /** Whether a key could not be had. */
  hasFailed = false;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  /** Takes the objects of a target, but for those that are looked up already. */
  collect(root: Tree, { type, path, link, key }: Target): void {
    visitObjects(root, path, (object) => {
      if (object[link] !== undefined) return;
      // Until it is answered, so that nobody looks it up again.
      object[link] = null;
      const fields = readKey(object, key);
      if (fields instanceof Error) {
        object[link] = fields;
        this.hasFailed = true;
      } else if (fields !== null) this.#hangers.push({ object, link, index: this.#indexOf(fields, type) });
    });
  }

  #indexOf(fields: Tree, type: string): number {
    const [first, ...others] = Object.values(fields);
    const identity = others.length === 0 && typeof first !== "object" ? first : JSON.stringify(fields);
    let index = this.#indices.get(identity);
    if (index === undefined) {
      fields["__typename"] = type;
      this.#fields.push(fields);
      index = this.keys.push(this.#lookup.list === undefined ? fields : this.#lookup.list.keyOf(fields)) - 1;
      this.#indices.set(identity, index);
    }
    return index;
  }

  /** Whether an object is the one of a key; where either does not tell, it is believed. */
  isFor(index: number, object: unknown, echo: readonly KeyField[]): boolean {
    return echo.every(({ name, from }) => {
      const asked = this.#fields[index]?.[name];
      const given = (object as Tree)[from];
      return asked === given || !isScalar(asked) || !isScalar(given) || String(asked) === String(given);
    });
  }

  /** Hangs on each object what was found by its key: an object, null, or an error. */
  hang(values: readonly unknown[]): void {
    for (const { object, link, index } of this.#hangers) object[link] = values[index] ?? null;
  }
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** A key's fields by their names; null where one of them is null, the error where one failed. */
export function readKey(object: Tree, fields: readonly KeyField[]): Tree | Error | null {
  const key: Tree = {};
  for (const { name, link, from, inner } of fields) {
    const holder = link === undefined ? object : object[link];
    if (holder instanceof Error) return holder;
    const value = (holder as Tree | null)?.[from];
    if (value instanceof Error) return value;
    if (value === null || value === undefined) return null;
    const read = inner.length === 0 ? value : readInner(value, inner);
    if (read instanceof Error || read === null) return read;
    key[name] = read;
  }
  return key;
}

function readInner(value: unknown, inner: readonly KeyField[]): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => readInner(item, inner));
    return items.find((item) => item instanceof Error) ?? items;
  }
  return typeof value === "object" && value !== null ? readKey(value as Tree, inner) : null;
}
