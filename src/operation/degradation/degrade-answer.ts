/**
 * What stands in the place of fields that failed, by `@degrade`: a stage behind the engine, the same for both. It looks
 * at the answer alone, where each error's places are known.
 */
import { GraphQLError, type DocumentNode, type ExecutionResult } from "graphql";
import type { ComposedSchema } from "../../composition/composed-schema.ts";
import type { RequestContext } from "../../context.ts";
import { ERRORS, GatewayError, ServiceError } from "../../errors.ts";
import type { EngineAnswer } from "../../execution/engine.ts";
import { failureOf, tellOf } from "../../execution/fold-errors.ts";
import type { Path } from "../../aggregates/answer-notes.ts";
import { refusesAsker } from "../../resilience/judge-entry.ts";
import {
  createDegradedFieldsFinder,
  type DegradedField,
  type DegradedOperation,
  type DegradedSelection,
  type Text,
} from "./degraded-fields.ts";
import { firstError, readFailedPlaces, type FailedPlace } from "./failed-places.ts";
import { removeHidden } from "./hidden-fields.ts";
import { noteStale, type StalePlace } from "./stale-places.ts";
import { StaleValues, type StaleValuesSettings } from "./stale-values.ts";

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
  readonly degrade: (answer: EngineAnswer, variables: Values, context: RequestContext) => ExecutionResult;
}

/** Makes the stage; what it keeps to serve stale lives as long as it. */
export function createDegradation(
  schema: ComposedSchema,
  settings: StaleValuesSettings = {},
): (document: DocumentNode) => Degraded {
  const findDegradedFields = createDegradedFieldsFinder(schema);
  const values = new StaleValues(settings);

  return function degradationOf(document) {
    const operation = findDegradedFields(document);
    if (operation === undefined) return { document, isRead: false, degrade: (answer) => answer };
    return {
      document: operation.document,
      isRead: true,
      critical: operation.critical,
      degrade: (answer, variables, context) =>
        answer.isStopped === true
          ? stopped(answer)
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

class AnswerDegradation {
  readonly #operation: DegradedOperation;
  readonly #values: StaleValues;
  readonly #answer: ExecutionResult;
  readonly #variables: Values;
  readonly #context: RequestContext;
  readonly #good: { readonly place: string; readonly object: Record<string, unknown>; readonly key: string }[] = [];
  readonly #stale: StalePlace[] = [];
  #critical: GraphQLError | undefined;

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
  run(): ExecutionResult {
    const { data, errors = [] } = this.#answer;
    const failed = readFailedPlaces(errors);
    this.#object(data, this.#operation.root, { path: [], failed, isDoubtful: false, identity: "" });
    if (this.#critical !== undefined) return { errors: [this.#critical], data: null };
    if (this.#operation.hidden !== undefined) removeHidden(data, this.#operation.hidden);
    for (const { place, object, key } of this.#good) this.#values.keep(place, this.#context, object[key]);
    for (const place of this.#stale) noteStale(this.#context, place);
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
    if (place !== undefined) this.#good.push({ place, object, key: field.key });
    if (field.inner === undefined) return;
    const identity = at.identity === undefined ? undefined : `${at.identity} ${this.#write(field.step)}`;
    this.#value(value, field.inner, { ...at, identity });
  }

  #degrade(object: Record<string, unknown>, field: DegradedField, at: Position): void {
    const { degradation } = field;
    if (degradation === undefined) return;
    const error = at.failed === undefined ? undefined : firstError(at.failed);
    const stale = degradation.onFailure === "STALE" ? this.#takeStale(field, at, error) : undefined;
    if (stale !== undefined) {
      object[field.key] = stale.value;
      this.#stale.push({ path: at.path, ageMs: stale.ageMs });
    } else if (degradation.isCritical) {
      this.#critical ??= criticalError(error, at.path);
    } else if (degradation.onFailure === "EMPTY") object[field.key] = [];
    else object[field.key] = degradation.onFailure === "DEFAULT" ? degradation.defaultValue : null;
  }

  #takeStale(field: DegradedField, at: Position, error: GraphQLError | undefined) {
    const cause = error && failureOf(error)?.cause;
    // Who was told no gets nothing that was told them before.
    if (cause === undefined || (cause instanceof ServiceError && refusesAsker(cause))) return undefined;
    const place = this.#placeOf(field, at);
    return place === undefined || field.degradation === undefined
      ? undefined
      : this.#values.take(place, this.#context, field.degradation.maxStaleMs);
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

/** The answer of an engine that a critical field's loss stopped. */
function stopped({ errors = [] }: EngineAnswer): ExecutionResult {
  return { errors: errors.map((error) => criticalError(error, error.path ?? [])), data: null };
}

/** The error that the whole operation fails with, at the critical field's place. */
function criticalError(error: GraphQLError | undefined, path: Path): GraphQLError {
  const cause = (error && failureOf(error)?.cause) ?? new GatewayError("INTERNAL_SERVER_ERROR");
  const { paths: _paths, pathCount: _count, ...extensions } = error?.extensions ?? { code: cause.code };
  const headers =
    cause instanceof ServiceError && cause.retryAfterMs !== undefined
      ? { headers: { "retry-after": String(Math.ceil(cause.retryAfterMs / 1000)) } }
      : {};
  const critical = new GraphQLError(error?.message ?? cause.message, {
    path,
    extensions: { ...extensions, http: { status: ERRORS[cause.code].httpStatus, ...headers } },
  });
  return tellOf(critical, { cause, places: [path] });
}
