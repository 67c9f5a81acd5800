import { getNullableType, isListType, isNonNullType, type GraphQLOutputType } from "graphql";
import type { Path } from "../aggregates/answer-notes.ts";
import type { LostField } from "../composition/lost-fields.ts";
import { rootCauses, ServiceError } from "../errors.ts";
import type { FieldShape, ObjectShape, ValueShape } from "../planning/plan.ts";
import type { Tree } from "./tree.ts";
import type { ErrorBehavior } from "./engine.ts";
import { isAbsent } from "./project-response.ts";

/** What is looked for, in a tree to which more may come. */
export interface LostFieldQuery {
  /** Coordinates. */
  readonly critical: ReadonlySet<string>;
  readonly onError: ErrorBehavior;
  /** The links under which something may still come to hang. */
  readonly pending: ReadonlySet<string>;
}

/** The first critical field, in the answer's order, that a service's failure leaves null whatever else comes. */
export function findLostField(shape: ObjectShape, root: Tree, query: LostFieldQuery): LostField | undefined {
  const search = new LostFieldSearch(query);
  search.object(shape, root, []);
  return search.found;
}

class LostFieldSearch {
  readonly #query: LostFieldQuery;
  found: LostField | undefined;

  constructor(query: LostFieldQuery) {
    this.#query = query;
  }

  /** The failure that leaves the object null; undefined where it may be there, or is null without one. */
  object(shape: ObjectShape, object: Tree, path: Path): ServiceError | undefined {
    if (shape.witness !== undefined) {
      const witness = object[shape.witness];
      if (witness instanceof Error) return failureIn(witness);
      if ((witness === null || witness === undefined) && !this.#query.pending.has(shape.witness)) return undefined;
    }
    if (shape.identities.some((identity) => isAbsent(identity, object) && !this.#isPending(identity))) return undefined;
    let lost: ServiceError | undefined;
    for (const field of shape.fields) {
      const failure = this.#field(field, object, [...path, field.key]);
      if (failure === undefined) continue;
      if (this.#query.critical.has(field.coordinate)) this.found ??= { cause: failure, path: [...path, field.key] };
      if (this.#reachesOut(field.type) && !field.isJoinedList) lost ??= failure;
    }
    return lost;
  }

  #isPending({ from, value }: FieldShape): boolean {
    const [object] = value.kind === "objects" ? value.shapes.values() : [];
    return [from, object?.witness].some((link) => link !== undefined && this.#query.pending.has(link));
  }

  #field({ value: shape, type, link, from, isJoinedList }: FieldShape, object: Tree, path: Path) {
    if (shape.kind === "derived") return failureOnTheWay(object, shape.source.path);
    const holder = link === undefined ? object : object[link];
    if (holder instanceof Error) return failureIn(holder);
    return this.#value((holder as Tree | null | undefined)?.[from], shape, type, path, isJoinedList);
  }

  #value(
    value: unknown,
    shape: ValueShape,
    type: GraphQLOutputType,
    path: Path,
    isJoinedList: boolean,
  ): ServiceError | undefined {
    if (value instanceof Error) return failureIn(value);
    if (typeof value !== "object" || value === null) return undefined;
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      if (!Array.isArray(value)) return undefined;
      let kept = 0;
      const failures = value.map((item: unknown, index) => {
        // What fails of a list of an aggregate is left out: what follows moves up.
        const at = [...path, isJoinedList ? kept : index];
        const failure = this.#value(item, shape, nullable.ofType, at, false);
        if (failure === undefined && item !== null) kept += 1;
        return failure;
      });
      return !isJoinedList && this.#reachesOut(nullable.ofType)
        ? failures.find((failure) => failure !== undefined)
        : undefined;
    }
    if (shape.kind !== "objects") return undefined;
    const { shapes, typenameKey } = shape;
    const object = value as Tree;
    const inner = typenameKey === undefined ? shapes.values().next().value : shapes.get(String(object[typenameKey]));
    return inner && this.object(inner, object, path);
  }

  /** Whether a null there takes along what is around it. */
  #reachesOut(type: GraphQLOutputType): boolean {
    return this.#query.onError === "PROPAGATE" && isNonNullType(type);
  }
}

function failureOnTheWay(aggregate: Tree, path: readonly string[]): ServiceError | undefined {
  let value: unknown = aggregate;
  for (const property of path) {
    value = (value as Tree | null | undefined)?.[property];
    if (value instanceof Error) return failureIn(value);
  }
  return undefined;
}

function failureIn(error: Error): ServiceError | undefined {
  return rootCauses(error).find((cause) => cause instanceof ServiceError);
}
