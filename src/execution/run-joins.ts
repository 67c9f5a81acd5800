import type { RequestContext } from "../context.ts";
import type { KeyPromise, PathStep, Plan, PlannedAggregate, PlannedJoin } from "../planning/plan.ts";
import type { Tree } from "./tree.ts";
import { readFault, type KeyMisfit } from "./read-key.ts";
import { argumentValue } from "./upstream-request.ts";

/** The way to a join's keys. */
interface Walk {
  readonly path: readonly PathStep[];
  readonly promises: PlannedJoin["promises"];
  readonly misfit: KeyMisfit;
}

/** The aggregates of a step: their objects, and the keys of their joins as they become known. */
export class JoinRun {
  readonly #root: Tree;
  readonly #misfit: KeyMisfit;
  readonly #ids = new Map<string, string>();
  readonly #waiting: Set<PlannedJoin>;
  readonly #keys = new Map<PlannedJoin, readonly string[]>();
  /** Whether a key could not be had. */
  hasFailed = false;

  constructor(
    plan: Plan,
    aggregates: readonly PlannedAggregate[],
    root: Tree,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
    misfit: KeyMisfit,
  ) {
    this.#root = root;
    this.#misfit = misfit;
    this.#waiting = new Set(aggregates.flatMap(({ joins }) => joins));
    for (const { property, id, joins } of aggregates) {
      const aggregate: Tree = {};
      root[property] = aggregate;
      this.#ids.set(property, String(id && argumentValue(id, plan, variables)));
      for (const join of joins) guess(aggregate, join, context);
    }
  }

  /** Starts the joins whose keys are known once these fetches are answered. */
  start(isAnswered: (fetch: number) => boolean): void {
    for (const join of this.#waiting) {
      if (!join.needs.every(isAnswered)) continue;
      this.#waiting.delete(join);
      this.#startJoin(join);
    }
  }

  /** The keys of a join that was started. */
  keysOf(join: PlannedJoin): readonly string[] {
    return this.#keys.get(join) ?? [];
  }

  /** Where its value hangs. */
  aggregateOf({ aggregate }: PlannedJoin): Tree {
    return this.#root[aggregate] as Tree;
  }

  #startJoin(join: PlannedJoin): void {
    const aggregate = this.aggregateOf(join);
    const guessed = join.guess === undefined ? undefined : (aggregate[join.guess.link] as Tree | undefined);
    const keys: string[] = [];
    if (join.keys === "id") keys.push(this.#ids.get(join.aggregate) ?? "");
    else {
      const error = collectKeys(aggregate, { path: join.keys, promises: join.promises, misfit: this.#misfit }, keys);
      if (error !== undefined) {
        this.hasFailed = true;
        aggregate[join.link] = guessed ?? error;
        return;
      }
    }
    const unique = keys.length > 1 ? [...new Set(keys)] : keys;
    this.#keys.set(join, unique);
    const { keyField } = join;
    if (keyField === undefined) aggregate[join.link] = join.isList ? [] : null;
    else if (join.isList) aggregate[join.link] = unique.map((key) => ({ [keyField]: key }));
    else aggregate[join.link] = objectOf(unique[0], keyField, guessed);
  }
}

function objectOf(key: string | undefined, keyField: string, guessed: Tree | undefined): Tree | null {
  if (key === undefined) return null;
  return guessed?.[keyField] === key ? guessed : { [keyField]: key };
}

function guess(aggregate: Tree, { guess: by, keyField }: PlannedJoin, { principal }: RequestContext): void {
  if (by === undefined || keyField === undefined || principal.kind === "anonymous") return;
  if (by.roles.some((role) => principal.roles.includes(role))) aggregate[by.link] = { [keyField]: principal.id };
}

/** Collects the keys at the end of a path through objects and lists, without what is null; gives the error that stands in a key's place. */
function collectKeys(value: unknown, walk: Walk, keys: string[], depth = 0): Error | undefined {
  if (value instanceof Error) return value;
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    for (const item of value) {
      const error = collectKeys(item, walk, keys, depth);
      if (error !== undefined) return error;
    }
    return undefined;
  }
  const step = walk.path[depth];
  if (step === undefined) {
    if (typeof value === "string" || typeof value === "number") keys.push(String(value));
    return undefined;
  }
  const object = value as Tree;
  if (typeof step !== "string")
    return object[step.typenameKey] === step.type ? collectKeys(object, walk, keys, depth + 1) : undefined;
  const inner = object[step];
  const promise = walk.promises[depth];
  if (promise !== undefined && !isPlain(inner, promise)) {
    const fault = readFault(inner, promise, walk.misfit);
    if (fault !== undefined) return fault;
  }
  return collectKeys(inner, walk, keys, depth + 1);
}

/** Whether a value needs no closer look: most are what they should be. */
function isPlain(value: unknown, { leaf, isText }: KeyPromise): boolean {
  return leaf === undefined ? typeof value === "object" && value !== null : isText && typeof value === "string";
}
