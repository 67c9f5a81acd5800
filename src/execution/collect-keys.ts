import type { Lookup } from "../composition/owners.ts";
import type { KeyField, KeyPromise, PathStep, Target } from "../planning/plan.ts";

export type Tree = Record<string, unknown>;

/** Makes the error for what a key cannot be made of; `what` completes "Type.field …". */
export type KeyMisfit = (promise: KeyPromise, what: string) => Error;

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
  readonly #misfit: KeyMisfit;
  readonly #indices = new Map<unknown, number>();
  readonly #hangers: Hanger[] = [];
  /** What each key is made of that is not its one field's value. */
  readonly #fields: Tree[] = [];
  /** Each as its lookup takes it: with one call for all, a key; else, an object with the key's fields. */
  readonly keys: unknown[] = [];
  /** Whether a key could not be had. */
  hasFailed = false;

  constructor(lookup: Lookup, misfit: KeyMisfit) {
    this.#lookup = lookup;
    this.#misfit = misfit;
  }

  /** Takes the objects of a target, but for those that are looked up already. */
  collect(root: Tree, { type, path, link, key }: Target): void {
    visitObjects(root, path, (object) => {
      if (object[link] !== undefined) return;
      // Until it is answered, so that nobody looks it up again.
      object[link] = null;
      const index = this.#indexOf(object, key, type);
      if (index instanceof Error) {
        object[link] = index;
        this.hasFailed = true;
      } else if (index !== undefined) this.#hangers.push({ object, link, index });
    });
  }

  /** Which key is an object's; undefined for an object without one. */
  #indexOf(object: Tree, key: readonly KeyField[], type: string): number | Error | undefined {
    const [only] = key;
    if (only !== undefined && key.length === 1 && only.inner.length === 0) {
      // Most keys are one word, and many objects have the same one.
      const known = this.#indices.get(readField(object, only));
      if (known !== undefined) return known;
      if (typeof value !== "object" && this.#lookup.list?.plain?.field === only.name) {
        const index = this.keys.push(value) - 1;
        this.#indices.set(value, index);
        return index;
      }
    }
    const fields = readKey(object, key, this.#misfit);
    if (fields instanceof Error) return fields;
    return fields === null ? undefined : this.#indexOfFields(fields, type);
  }

  #indexOfFields(fields: Tree, type: string): number {
    const [first, ...others] = Object.values(fields);
    const identity = others.length === 0 && typeof first !== "object" ? first : JSON.stringify(fields);
    let index = this.#indices.get(identity);
    if (index === undefined) {
      fields["__typename"] = type;
      index = this.keys.push(this.#keyOf(fields)) - 1;
      this.#fields[index] = fields;
      this.#indices.set(identity, index);
    }
    return index;
  }

  #keyOf(fields: Tree): unknown {
    const { list } = this.#lookup;
    if (list === undefined) return fields;
    return list.plain === undefined ? list.keyOf(fields) : fields[list.plain.field];
  }

  /** Whether an object is the one of a key; where either does not tell, it is believed. */
  isFor(index: number, object: unknown, echo: readonly KeyField[]): boolean {
    const plain = this.#lookup.list?.plain?.field;
    return echo.every(({ name, from }) => {
      const asked = this.#fields[index]?.[name] ?? (name === plain ? this.keys[index] : undefined);
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

/** A key's fields by their names; null where one is null that may not be, the error where one failed or does not fit. */
function readKey(object: Tree, fields: readonly KeyField[], misfit: KeyMisfit): Tree | Error | null {
  const key: Tree = {};
  for (const field of fields) {
    const value = readPromised(object, field, misfit);
    if (value instanceof Error || (value === null && field.mayBeNull !== true)) return value;
    const read = field.inner.length === 0 || value === null ? value : readInner(value, field, misfit);
    if (read instanceof Error || (read === null && value !== null)) return read;
    key[field.name] = read;
  }
  return key;
}

function readField(object: Tree, { link, from }: KeyField): unknown {
  const holder = link === undefined ? object : object[link];
  return holder instanceof Error ? holder : (holder as Tree | null)?.[from];
}

/** A field's value, if it is what its service promises; null, too, where the object that would have it is not there. */
function readPromised(object: Tree, { link, from, promise }: KeyField, misfit: KeyMisfit): unknown {
  const holder = link === undefined ? object : (object[link] ?? null);
  if (holder instanceof Error || holder === null) return holder;
  const value = (holder as Tree)[from];
  if (promise === undefined || value instanceof Error) return value ?? null;
  if (value === undefined) return misfit(promise, "is missing");
  if (value === null) return promise.mayBeNull ? null : misfit(promise, "is null");
  try {
    promise.leaf?.parseValue(value);
    return value;
  } catch (error) {
    return misfit(promise, error instanceof Error ? error.message : String(error));
  }
}

function readInner(value: unknown, field: KeyField, misfit: KeyMisfit): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => readInner(item, field, misfit));
    return items.find((item) => item instanceof Error) ?? items;
  }
  if (value instanceof Error || value === null) return value;
  if (typeof value === "object") return readKey(value as Tree, field.inner, misfit);
  return field.promise === undefined ? null : misfit(field.promise, "is no object");
}
