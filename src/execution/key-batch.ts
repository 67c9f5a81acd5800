import type { Lookup } from "../composition/owners.ts";
import type { KeyField, Target } from "../planning/plan.ts";
import type { Walk, WalkedBatch } from "./compile-walks.ts";
import { readFault, readField, readKey, type KeyMisfit } from "./read-key.ts";
import type { Tree } from "./tree.ts";

/** The objects of one target that wait, and which key is each one's. */
interface Waiting {
  readonly target: Target;
  readonly walk: Walk | undefined;
  readonly objects: Tree[];
  readonly indices: number[];
}

/** The keys of one lookup, each once, and the objects that wait for what is found by them. */
export class KeyBatch implements WalkedBatch {
  readonly #lookup: Lookup;
  readonly #misfit: KeyMisfit;
  /** Which key it is, by its identity: see `plainIdentityOf`. */
  readonly #indices = new Map<unknown, number>();
  /** Of those that are not plain, or whose identity is another one's: by all their fields as JSON. */
  #named: Map<unknown, number> | undefined;
  readonly #waiting: Waiting[] = [];
  /** Whose objects are collected now. */
  #collected: Waiting | undefined;
  /** What each key is made of: an object with its fields; of a key that is no more than the sole field, its value. */
  readonly #fields: unknown[] = [];
  #soleField: string | undefined;
  /** Each as its lookup takes it: with one call for all, a key; else, an object with the key's fields. */
  readonly keys: unknown[] = [];
  /** Whether a key could not be had. */
  hasFailed = false;
  /** Whether an object was left to the lookups that this one is made in place of. */
  hasLeft = false;

  constructor(lookup: Lookup, misfit: KeyMisfit) {
    this.#lookup = lookup;
    this.#misfit = misfit;
  }

  /** The targets that have objects which wait. */
  get targets(): readonly Target[] {
    return this.#waiting.map(({ target }) => target);
  }

  /** Takes the objects of a target, but for those that are looked up already; by code, where there is some. */
  collect(root: Tree, target: Target, walk?: Walk): void {
    const waiting: Waiting = { target, walk, objects: [], indices: [] };
    this.#collected = waiting;
    this.#soleField = target.key.length === 1 ? target.key[0]?.name : undefined;
    if (walk === undefined) this.#visit(root, target, 0);
    else walk.collect(root, this);
    if (waiting.objects.length > 0) this.#waiting.push(waiting);
  }

  /** Goes on to the objects at the end of the path, through all lists on the way. What is null, or failed, is passed over. */
  #visit(from: unknown, target: Target, depth: number): void {
    let value = from;
    for (let place = depth; ; place += 1) {
      if (typeof value !== "object" || value === null) return;
      if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index += 1) this.#visit(value[index], target, place);
        return;
      }
      if (value instanceof Error) return;
      const step = target.path[place];
      if (step === undefined) return this.#takeUnlessWaiting(value as Tree, target);
      if (typeof step === "string") value = (value as Tree)[step];
      else if ((value as Tree)[step.typenameKey] !== step.type) return;
    }
  }

  #takeUnlessWaiting(object: Tree, { link, key }: Target): void {
    if (object[link] !== undefined) return;
    // Until it is answered, so that nobody looks it up again.
    object[link] = null;
    this.take(object, plainIdentityOf(object, key));
  }

  /** Takes an object of the target that is being collected, which is marked; `identity` is its key's, see `plainIdentityOf`. */
  take(object: Tree, identity: unknown): void {
    const { target, walk, objects, indices } = this.#collected as Waiting;
    const index = this.#known(object, identity, target.key, walk) ?? this.#indexOf(object, identity, target);
    if (target.otherLink !== undefined && typeof index !== "number") {
      object[target.link] = undefined;
      this.hasLeft = true;
    } else if (index instanceof Error) {
      object[target.link] = index;
      this.hasFailed = true;
    } else if (index !== undefined) {
      objects.push(object);
      indices.push(index);
    }
  }

  /** The key of an object where another one had it before: many have the same, it is read once, and not checked again. */
  #known(object: Tree, identity: unknown, key: readonly KeyField[], walk: Walk | undefined): number | undefined {
    if (identity === undefined) return undefined;
    const index = this.#indices.get(identity);
    if (index === undefined || key.length === 1) return index;
    const has = walk?.hasKey ?? hasKey;
    return has(object, this.#fields[index] as Tree, key) ? index : undefined;
  }

  /** Which key is an object's whose identity nobody had before, or another key; undefined for an object without one. */
  #indexOf(object: Tree, identity: unknown, { key, type }: Target): number | Error | undefined {
    const sole = key.length === 1 ? key[0] : undefined;
    if (identity !== undefined && sole !== undefined) {
      const fault = sole.promise && readFault(identity, sole.promise, this.#misfit);
      return fault ?? this.#add(this.#indices, identity, this.#soleKey(sole.name, identity, type), identity);
    }
    const fields = readKey(object, key, this.#misfit);
    if (fields instanceof Error) return fields;
    if (fields === null) return undefined;
    const isFirst = identity !== undefined && !this.#indices.has(identity);
    const indices = isFirst ? this.#indices : (this.#named ??= new Map());
    const name = isFirst ? identity : JSON.stringify(fields);
    fields["__typename"] = type;
    return indices.get(name) ?? this.#add(indices, name, this.#keyOf(fields), fields);
  }

  #add(indices: Map<unknown, number>, identity: unknown, key: unknown, fields: unknown): number {
    const index = this.keys.push(key) - 1;
    this.#fields.push(fields);
    indices.set(identity, index);
    return index;
  }

  /** The same as `#keyOf`, without making an object where none is asked for. */
  #soleKey(name: string, value: unknown, type: string): unknown {
    return this.#lookup.list?.plain?.field === name ? value : this.#keyOf({ [name]: value, __typename: type });
  }

  #keyOf(fields: Tree): unknown {
    const { list } = this.#lookup;
    if (list === undefined) return fields;
    if (list.plain === undefined) return list.keyOf(fields);
    return list.plain.field === undefined ? fields : fields[list.plain.field];
  }

  /** Whether an object is the one of a key; where either does not tell, it is believed. */
  isFor(index: number, object: unknown, echo: readonly KeyField[]): boolean {
    for (const { name, from } of echo) {
      const asked = this.#askedFor(index, name);
      const given = (object as Tree)[from];
      if (asked !== given && isScalar(asked) && isScalar(given) && String(asked) !== String(given)) return false;
    }
    return true;
  }

  #askedFor(index: number, name: string): unknown {
    const fields = this.#fields[index];
    if (typeof fields === "object" && fields !== null) return (fields as Tree)[name];
    return name === this.#soleField ? fields : undefined;
  }

  /** Keeps the objects from being looked up by those that this one is made in place of. */
  markForOthers(): void {
    for (const { target, objects } of this.#waiting)
      for (const object of objects) if (target.otherLink !== undefined) object[target.otherLink] = null;
  }

  /** Hangs on each object what was found by its key: an object, null, or an error. */
  hang(values: readonly unknown[]): void {
    for (const { target, walk, objects, indices } of this.#waiting) {
      if (walk !== undefined) walk.hang(objects, indices, values);
      else hangEach(target, objects, indices, values);
    }
  }
}

function hangEach(
  { link, otherLink }: Target,
  objects: readonly Tree[],
  indices: readonly number[],
  values: readonly unknown[],
): void {
  for (const [place, object] of objects.entries()) {
    object[link] = values[indices[place] as number] ?? null;
    if (otherLink !== undefined) object[otherLink] = object[link];
  }
}

/** The first value of a key, which keys have in common that are the same; undefined where one of its values is not plain. */
function plainIdentityOf(object: Tree, key: readonly KeyField[]): unknown {
  const values = key.map((field) => readField(object, field));
  return values.every(isPlain) ? values[0] : undefined;
}

/** Whether an object, all of whose values are plain, has the key with these fields. */
function hasKey(object: Tree, fields: Tree, key: readonly KeyField[]): boolean {
  return key.every((field) => readField(object, field) === fields[field.name]);
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function isScalar(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}
