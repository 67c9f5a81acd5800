/**
 * What stands in the place of fields that failed, by `@degrade`: a stage behind the engine, the same for both. It looks
 * at the answer alone, where each error's places are known.
 */
import { createHash } from "node:crypto";
import { printSchema, type DocumentNode, type ExecutionResult, type GraphQLError } from "graphql";
import type { ComposedSchema } from "../../composition/composed-schema.ts";
import type { RequestContext } from "../../context.ts";
import { ServiceError } from "../../errors.ts";
import type { EngineAnswer } from "../../execution/engine.ts";
import { failureOf } from "../../execution/fold-errors.ts";
import type { Path } from "../../aggregates/answer-notes.ts";
import { refusesAsker } from "../../resilience/judge-entry.ts";
import { criticalAnswer, stoppedAnswer } from "./critical-answer.ts";
import {
  createDegradedFieldsFinder,
  type DegradedField,
  type DegradedOperation,
  type DegradedSelection,
  type Text,
} from "./degraded-fields.ts";
import { firstError, readFailedPlaces, type FailedPlace } from "./failed-places.ts";
import { locateAboveHidden, removeHidden } from "./hidden-fields.ts";
import { noteStale, type StalePlace } from "./stale-places.ts";
import { StaleValues, type StaleValuesSettings, type WantedValue } from "./stale-values.ts";

type Values = Readonly<Record<string, unknown>>;

/** An operation, and how what fails of it is degraded. */
export interface Degraded {
  /** What is to be executed. */
  readonly document: DocumentNode;
  /** Whether anything may have to be put into the answer, or kept of it. */
  readonly isRead: boolean;
  /** The coordinates whose loss ends the operation. @default none */
  readonly critical?: ReadonlySet<string> | undefined;
  /** Gives the answer with what stands in the place of what failed. */
  readonly degrade: (
    answer: EngineAnswer,
    variables: Values,
    context: RequestContext,
  ) => ExecutionResult | Promise<ExecutionResult>;
}

/** Makes the stage; what it keeps to serve stale lives as long as it. */
export function createDegradation(
  schema: ComposedSchema,
  settings: StaleValuesSettings = {},
): (document: DocumentNode) => Degraded {
  const findDegradedFields = createDegradedFieldsFinder(schema);
  // Values in memory die with the graph that they are of.
  const graph = settings.store === undefined ? "" : printSchema(schema.publicSchema);
  const values = new StaleValues({ ...settings, graph: createHash("sha256").update(graph).digest("base64url") });

  return function degradationOf(document) {
    const operation = findDegradedFields(document);
    if (operation === undefined) return { document, isRead: false, degrade: (answer) => answer };
    return {
      document: operation.document,
      isRead: true,
      critical: operation.critical,
      degrade: (answer, variables, context) =>
        answer.isStopped === true
          ? stoppedAnswer(answer)
          : new AnswerDegradation(operation, values, answer, variables, context).run(),
    };
  };
}

/** Where in the answer one is. */
interface Position {
  readonly path: Path;
  /** What failed here or below. */
  readonly failed: FailedPlace | undefined;
  /** Whether something failed above, of which it is not known what it takes along. */
  readonly isDoubtful: boolean;
  /** What tells the object from all others, and the way from it to here; undefined where that cannot be told. */
  readonly identity: string | undefined;
}

/** A field that failed, and whose last good value may be served. */
interface WantedField extends WantedValue {
  readonly object: Record<string, unknown>;
  readonly field: DegradedField;
  readonly path: Path;
  readonly error: GraphQLError | undefined;
  /** How many places of the answer failed before it. */
  readonly order: number;
}

class AnswerDegradation {
  readonly #operation: DegradedOperation;
  readonly #values: StaleValues;
  readonly #answer: ExecutionResult;
  readonly #variables: Values;
  readonly #context: RequestContext;
  readonly #good: (WantedValue & { readonly object: Record<string, unknown>; readonly key: string })[] = [];
  readonly #wanted: WantedField[] = [];
  readonly #stale: StalePlace[] = [];
  #failedPlaces = 0;
  /** The first critical field of the answer that is lost. */
  #critical: Pick<WantedField, "error" | "path" | "order"> | undefined;

  constructor(
    operation: DegradedOperation,
    values: StaleValues,
    answer: ExecutionResult,
    variables: Values,
    context: RequestContext,
  ) {
    this.#operation = operation;
    this.#values = values;
    this.#answer = answer;
    this.#variables = variables;
    this.#context = context;
  }

  /** The answer, changed in place. */
  run(): ExecutionResult | Promise<ExecutionResult> {
    const { data, errors = [] } = this.#answer;
    const failed = readFailedPlaces(errors);
    this.#object(data, this.#operation.root, { path: [], failed, isDoubtful: false, identity: "" });
    return this.#wanted.length === 0 ? this.#finish() : this.#takeStale().then(() => this.#finish());
  }

  #finish(): ExecutionResult {
    const { data, errors } = this.#answer;
    const { hidden } = this.#operation;
    if (this.#critical !== undefined) return criticalAnswer(this.#critical.error, this.#critical.path);
    if (hidden !== undefined) removeHidden(data, hidden);
    if (this.#good.length > 0)
      this.#values.keep(
        this.#good.map(({ object, key, ...good }) => ({ ...good, value: object[key] })),
        this.#context,
      );
    for (const place of this.#stale) noteStale(this.#context, place);
    if (hidden !== undefined && errors !== undefined)
      return { ...this.#answer, errors: locateAboveHidden(errors, data, hidden) };
    return this.#answer;
  }

  #value(value: unknown, selection: DegradedSelection, at: Position): void {
    if (!Array.isArray(value)) return this.#object(value, selection, at);
    // What an item is called by its place may be another one tomorrow.
    for (const [index, item] of value.entries())
      this.#value(item, selection, { ...step(at, index), identity: undefined });
  }

  #object(value: unknown, { typenameKey, types }: DegradedSelection, at: Position): void {
    if (typeof value !== "object" || value === null) return;
    const object = value as Record<string, unknown>;
    const type = typenameKey === undefined ? types.values().next().value : types.get(String(object[typenameKey]));
    if (type === undefined) return;
    const identity = type.keys === undefined ? at.identity : identityOf(type.name, object, type.keys);
    for (const field of type.fields) {
      if (object[field.key] !== undefined) this.#field(object, field, { ...step(at, field.key), identity });
    }
  }

  #field(object: Record<string, unknown>, field: DegradedField, at: Position): void {
    const value = object[field.key];
    if (field.degradation !== undefined && isFailed(value, field, at)) return this.#degrade(object, field, at);
    const isGood = at.failed === undefined && !at.isDoubtful;
    const place = isGood ? this.#placeOf(field, at) : undefined;
    if (place !== undefined) this.#good.push({ place, maxAgeMs: maxAgeOf(field), object, key: field.key });
    if (field.inner === undefined) return;
    const identity = at.identity === undefined ? undefined : `${at.identity} ${this.#write(field.step)}`;
    this.#value(value, field.inner, { ...at, identity });
  }

  #degrade(object: Record<string, unknown>, field: DegradedField, at: Position): void {
    const { path } = at;
    const order = this.#failedPlaces++;
    const error = at.failed === undefined ? undefined : firstError(at.failed);
    const place = mayBeStale(error) ? this.#placeOf(field, at) : undefined;
    if (place === undefined) this.#replace(object, field, path, error, order);
    else this.#wanted.push({ place, maxAgeMs: maxAgeOf(field), object, field, path, error, order });
  }

  /** Puts what its policy says in the place of a field of which there is no stale value. */
  #replace(
    object: Record<string, unknown>,
    { key, degradation }: DegradedField,
    path: Path,
    error: GraphQLError | undefined,
    order: number,
  ): void {
    if (degradation?.isCritical === true) {
      if (this.#critical === undefined || order < this.#critical.order) this.#critical = { error, path, order };
    } else if (degradation?.onFailure === "EMPTY") object[key] = [];
    else object[key] = degradation?.onFailure === "DEFAULT" ? degradation.defaultValue : null;
  }

  async #takeStale(): Promise<void> {
    const found = await this.#values.take(this.#wanted, this.#context);
    for (const [index, { object, field, path, error, order }] of this.#wanted.entries()) {
      const stale = found[index];
      if (stale === undefined) this.#replace(object, field, path, error, order);
      else {
        object[field.key] = stale.value;
        this.#stale.push({ path, ageMs: stale.ageMs });
      }
    }
  }

  /** By what a field's value is kept. What a mutation or an event tells is of now, or not at all. */
  #placeOf({ degradation, selected }: DegradedField, { identity }: Position): string | undefined {
    if (degradation?.onFailure !== "STALE" || identity === undefined || !this.#operation.isQuery) return undefined;
    return `${degradation.coordinate} of ${identity} ${this.#write(selected)}`;
  }

  #write({ text, variables }: Text): string {
    if (variables.length === 0) return text;
    const values = variables.map((name) =>
      Object.hasOwn(this.#variables, name) ? [this.#variables[name]] : (this.#operation.defaults.get(name) ?? ""),
    );
    return `${text} ${JSON.stringify(values)}`;
  }
}

/** Who was told no gets nothing that was told them before. */
function mayBeStale(error: GraphQLError | undefined): boolean {
  const cause = error && failureOf(error)?.cause;
  return cause !== undefined && !(cause instanceof ServiceError && refusesAsker(cause));
}

function maxAgeOf({ degradation }: DegradedField): number {
  return degradation?.maxStaleMs ?? 0;
}

/** One step further down the answer. */
function step({ path, failed, isDoubtful, identity }: Position, key: string | number): Position {
  return {
    path: [...path, key],
    failed: failed?.below.get(key),
    isDoubtful: isDoubtful || failed?.error !== undefined,
    identity,
  };
}

/** Whether a field's whole value is missing: null, or the empty list that an aggregate has in its place, and an error says why. */
function isFailed(value: unknown, { degradation, isNonNull }: DegradedField, { failed }: Position): boolean {
  if (value !== null && !(Array.isArray(value) && value.length === 0)) return false;
  if (failed !== undefined) return firstError(failed)?.extensions["code"] !== "BAD_USER_INPUT" || isNonNull;
  return value === null && isNonNull && degradation !== undefined;
}

/** Undefined where a part of the key is missing. */
function identityOf(type: string, object: Record<string, unknown>, keys: readonly string[]): string | undefined {
  const values = keys.map((key) => object[key]);
  return values.every((value) => typeof value === "string" || typeof value === "number")
    ? JSON.stringify([type, ...values])
    : undefined;
}
