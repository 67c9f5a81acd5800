/**
 * Makes the answer of a tree of which something is missing or wrong: null up to the nearest place that may be null, and
 * what went wrong, with its exact place. A tree in which all is well goes the short way, `compile-projection.ts`; both
 * make the same of it.
 */
import { getNullableType, isListType, isNonNullType, type GraphQLLeafType, type GraphQLOutputType } from "graphql";
import type { Path } from "../aggregates/answer-notes.ts";
import type { RequestContext } from "../context.ts";
import { EntityMissing, ServiceError } from "../errors.ts";
import type { FieldShape, ObjectShape, ObjectsShape, ValueShape } from "../planning/plan.ts";
import { placeFailures } from "../registry/failures.ts";
import { tellFailure } from "../registry/service.ts";
import type { Tree } from "./tree.ts";
import type { ErrorBehavior } from "./engine.ts";
import type { LocatedCause } from "./fold-errors.ts";
import type { Misfits } from "./misfits.ts";
import { readDerived } from "./read-derived.ts";

/** Stands for a null that may not be here: it takes the place above along. */
const NOWHERE = Symbol("null that may not be here");

export interface ProjectedResponse {
  readonly data: Record<string, unknown> | null;
  readonly causes: readonly LocatedCause[];
}

/** Projects a tree with care. */
export function projectResponse(
  shape: ObjectShape,
  root: Tree,
  context: RequestContext,
  misfits: Misfits,
  onError: ErrorBehavior = "PROPAGATE",
): ProjectedResponse {
  const projection = new Projection(context, misfits, onError);
  return { data: projection.object(shape, root, []), causes: projection.causes };
}

/** What is completed: a value, or a part of it, of one field. */
interface Slot {
  readonly field: FieldShape;
  readonly shape: ValueShape;
  readonly type: GraphQLOutputType;
  readonly promised: GraphQLOutputType | undefined;
  readonly path: Path;
}

class Projection {
  readonly causes: LocatedCause[] = [];
  readonly #context: RequestContext;
  readonly #onError: ErrorBehavior;
  /** Stands where an error left a null that may not be there. */
  readonly #nowhere: typeof NOWHERE | null;
  readonly #misfits: Misfits;

  constructor(context: RequestContext, misfits: Misfits, onError: ErrorBehavior) {
    this.#context = context;
    this.#misfits = misfits;
    this.#onError = onError;
    this.#nowhere = onError === "NULL" ? null : NOWHERE;
  }

  /** The object; null where one of its fields may not be null and is. */
  object(shape: ObjectShape, object: Tree, path: Path): Tree | null {
    if (shape.witness !== undefined) {
      const witness = object[shape.witness];
      if (witness instanceof Error) {
        this.#note(witness, path);
        this.#noteLost(shape, object, typeof path.at(-1) === "number" ? path.slice(0, -1) : path);
      }
      if (witness instanceof Error || witness === null || witness === undefined) return null;
    }
    if (shape.identities.some((identity) => isAbsent(identity, object))) return null;
    const made: Tree = Object.create(null);
    let isWhole = true;
    for (const field of shape.fields) {
      const value = this.#field(field, shape, object, [...path, field.key]);
      if (value === NOWHERE) isWhole = false;
      else made[field.key] = value;
    }
    return isWhole ? made : null;
  }

  /** With an object is lost what other services failed to say of it, or said wrongly: told where it is told nowhere else. */
  #noteLost(shape: ObjectShape, object: Tree, path: Path): void {
    placeFailures(this.#context, object, path);
    const unseen = new Projection(this.#context, this.#misfits, this.#onError);
    for (const field of shape.fields) unseen.#field(field, shape, object, [...path, field.key]);
  }

  #field(field: FieldShape, { type: typeName }: ObjectShape, object: Tree, path: Path): unknown {
    const { value: shape, type, promised } = field;
    if (shape.kind === "typename") return typeName;
    const holder = field.link === undefined ? object : object[field.link];
    const slot = { field, shape, type, promised, path };
    if (holder instanceof Error) return this.#fail(holder, slot, true);
    // Another service knows nothing of this object: that is no failure.
    if (holder === null || holder === undefined) return isNonNullType(type) ? NOWHERE : null;
    if (shape.kind === "derived") return this.#derived(slot, object);
    const value = (holder as Tree)[field.from];
    return field.isJoinedList ? this.#joinedList(value, slot) : this.#complete(value, slot);
  }

  #derived(slot: Slot, object: Tree): unknown {
    const { shape } = slot;
    if (shape.kind !== "derived") return null;
    const derived = readDerived(shape, object, ({ service, coordinate }, what) =>
      this.#misfits.misfit(service, coordinate, what),
    );
    const inner = { ...slot, shape: shape.value };
    return slot.field.isJoinedList ? this.#joinedList(derived, inner) : this.#complete(derived, inner);
  }

  /** Completes a value for its place: NOWHERE where it is null and may not be. */
  #complete(value: unknown, slot: Slot): unknown {
    const completed = this.#completeNullable(value, slot);
    return (completed === null || completed === NOWHERE) && isNonNullType(slot.type)
      ? this.#nowhere
      : nullOf(completed);
  }

  #completeNullable(value: unknown, slot: Slot): unknown {
    const { shape, type, promised } = slot;
    if (value instanceof Error) return this.#fail(value, slot, false);
    if (value === undefined && promised !== undefined) return this.#misfit(slot, "is missing");
    if (value === null || value === undefined) return this.#null(slot);
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      if (!Array.isArray(value)) return this.#misfit(slot, "is no list");
      const inPromised = promised && getNullableType(promised);
      const itemPromised = isListType(inPromised) ? inPromised.ofType : undefined;
      const items = value.map((item: unknown, index) =>
        this.#complete(item ?? null, {
          ...slot,
          type: nullable.ofType,
          promised: itemPromised,
          path: [...slot.path, index],
        }),
      );
      return items.includes(NOWHERE) ? null : items;
    }
    if (shape.kind === "leaf") return this.#leaf(value, shape.leaf, slot);
    return shape.kind === "objects" ? this.#objects(value, shape, slot) : null;
  }

  #objects(value: unknown, { shapes, typenameKey }: ObjectsShape, slot: Slot): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.#misfit(slot, "is no object");
    const object = value as Tree;
    const shape = typenameKey === undefined ? shapes.values().next().value : shapes.get(String(object[typenameKey]));
    if (shape === undefined) return this.#misfit(slot, "is an object of no type that it may have");
    return this.object(shape, object, slot.path);
  }

  #leaf(value: unknown, leaf: GraphQLLeafType, slot: Slot): unknown {
    try {
      // The gateway's own values were never on a wire.
      return leaf.serialize(slot.field.service === undefined ? value : leaf.parseValue(value));
    } catch (error) {
      return this.#misfit(slot, error instanceof Error ? error.message : String(error));
    }
  }

  /** A list of an aggregate is empty where it failed, and an item that is null is left out, whatever made it so. */
  #joinedList(value: unknown, slot: Slot): unknown {
    if (value instanceof Error) {
      this.#note(value, slot.path);
      return [];
    }
    if (value === null || value === undefined) return [];
    const type = getNullableType(slot.type);
    if (!isListType(type) || !Array.isArray(value)) {
      this.#misfit(slot, "is no list");
      return [];
    }
    const items: unknown[] = [];
    for (const item of value as unknown[]) {
      const firstCause = this.causes.length;
      const inner = { ...slot, type: getNullableType(type.ofType), promised: undefined };
      const completed = this.#complete(item, { ...inner, path: [...slot.path, items.length] });
      if (completed !== null) items.push(completed);
      else {
        for (let index = firstCause; index < this.causes.length; index++)
          this.causes[index] = { cause: this.causes[index]?.cause, place: slot.path };
      }
    }
    return items;
  }

  #null(slot: Slot): null {
    if (slot.promised !== undefined && isNonNullType(slot.promised)) return this.#misfit(slot, "is null");
    if (isNonNullType(slot.type))
      this.causes.push({
        cause: new Error(`Cannot return null for non-nullable field ${slot.field.coordinate}.`),
        place: slot.path,
      });
    return null;
  }

  #fail(error: Error, slot: Slot, isWholeObject: boolean): unknown {
    for (const cause of causesOf(error)) {
      const place = cause instanceof ServiceError ? [...slot.path, ...tailOf(cause, slot, isWholeObject)] : slot.path;
      this.#tell(cause, place);
    }
    return isNonNullType(slot.type) ? this.#nowhere : null;
  }

  #note(error: Error, place: Path): void {
    for (const cause of causesOf(error)) this.#tell(cause, place);
  }

  #misfit({ field, path }: Slot, what: string): null {
    const { service, coordinate } = field;
    if (service === undefined) {
      this.causes.push({ cause: new Error(`${coordinate} ${what}.`), place: path });
      return null;
    }
    const cause = this.#misfits.misfit(service, coordinate, what);
    this.#tell(cause, path);
    return null;
  }

  /** Noted and logged here is what only the gateway saw: all else was when it came. */
  #tell(cause: unknown, place: Path): void {
    if (cause instanceof ServiceError) tellFailure(this.#context, cause, place);
    this.causes.push({ cause, place });
  }
}

function nullOf(value: unknown): unknown {
  return value === NOWHERE ? null : value;
}

/** Whether an aggregate's identity was answered with null, without an error. */
export function isAbsent({ from, value }: FieldShape, aggregate: Tree): boolean {
  const object = aggregate[from];
  if (object === null || object === undefined) return true;
  if (object instanceof Error || value.kind !== "objects") return false;
  const [shape] = value.shapes.values();
  const witness = shape?.witness === undefined ? object : (object as Tree)[shape.witness];
  return witness === null || witness === undefined;
}

function causesOf(error: Error): readonly unknown[] {
  if (error instanceof AggregateError) return error.errors.filter((cause) => !(cause instanceof EntityMissing));
  return error instanceof EntityMissing ? [] : [error];
}

/**
 * The rest of the way down to what failed in the service. Where a whole object that was looked up is null, the way
 * begins with the field that is read from it.
 */
function tailOf({ tail }: ServiceError, { field }: Slot, isWholeObject: boolean): Path {
  if (!isWholeObject) return tail;
  return tail[0] === field.from ? tail.slice(1) : [];
}
