import { collectSubFields } from "@graphql-tools/utils";
import { isListType, getNullableType, type GraphQLObjectType, type GraphQLResolveInfo } from "graphql";
import type { RequestContext } from "../context.ts";
import type { Aggregate, FetchJoin, Join } from "./aggregate.ts";
import { fetchJoin, type JoinTargets } from "./fetch-join.ts";
import { hiddenFields, isDependent, readHidden, readKeys, sourceOf, type DependentJoin } from "./hidden-selection.ts";

type Args = Readonly<Record<string, unknown>>;
type Source = Readonly<Record<string, unknown>> | null;

/** One aggregate of one request while it is put together: its joins start as their keys are known, each once. */
export class AggregateRun {
  readonly #aggregate: Aggregate;
  readonly #id: string;
  readonly #context: RequestContext;
  readonly #targets: JoinTargets;
  /** The response keys under which each field was selected. */
  readonly #selected = new Map<string, string[]>();
  /** The fields that were selected, and those that they are made from. */
  readonly #needed = new Set<string>();
  /** What joins fetched, for those that depend on it. */
  readonly #sources = new Map<string, PromiseWithResolvers<Source>>();

  constructor(
    aggregate: Aggregate,
    id: string,
    targets: JoinTargets,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ) {
    this.#aggregate = aggregate;
    this.#id = id;
    this.#context = context;
    this.#targets = targets;
    const type = info.schema.getType(aggregate.type) as GraphQLObjectType;
    const { fields } = collectSubFields(
      info.schema,
      info.fragments,
      { sources: {}, coerced: info.variableValues },
      type,
      [...info.fieldNodes],
    );
    for (const [responseKey, [node]] of fields) {
      if (node === undefined) continue;
      const keys = this.#selected.get(node.name.value) ?? [];
      keys.push(responseKey);
      this.#selected.set(node.name.value, keys);
      this.#need(node.name.value);
    }
  }

  #need(field: string): void {
    if (this.#needed.has(field)) return;
    this.#needed.add(field);
    const join = this.#aggregate.joins.find((candidate) => candidate.field === field);
    if (join !== undefined && isDependent(join)) this.#need(sourceOf(join));
  }

  /** The value of one join's field. Rejected with the upstream's error. */
  resolve(join: Join, args: Args, info: GraphQLResolveInfo): Promise<unknown> {
    const value = this.#resolve(join, args, info);
    // The first response key of a join fetches for those that depend on it, too: they learn its outcome, whatever it is.
    if (this.#isFirst(join, info)) {
      const source = this.#source(join.field);
      value.then(source.resolve as (value: unknown) => void, source.reject);
    }
    return value;
  }

  async #resolve(join: Join, args: Args, info: GraphQLResolveInfo): Promise<unknown> {
    if (join.kind === "derived") return this.#derive(join, info);
    if (join.key.from === "argument") return this.#fetch(join, this.#id, args, info);
    if (isListType(getNullableType(info.returnType))) {
      const keys = new Set(await this.#keysOf(join as DependentJoin & FetchJoin, info));
      return keys.size === 0 ? [] : fetchJoin(this.#targets, this.#fetchOf(join, args, info), [...keys]);
    }
    return this.#fetchByJoinedKey(join as DependentJoin & FetchJoin, args, info);
  }

  async #fetchByJoinedKey(join: DependentJoin & FetchJoin, args: Args, info: GraphQLResolveInfo): Promise<unknown> {
    const guess = this.#guessKey(join);
    const early = guess === undefined ? undefined : this.#fetch(join, guess, args, info);
    early?.catch(() => undefined);
    let key: string | undefined;
    try {
      [key] = await this.#keysOf(join, info);
    } catch (error) {
      if (early !== undefined) return early;
      throw error;
    }
    if (key === undefined) return null;
    return early !== undefined && key === guess ? early : this.#fetch(join, key, args, info);
  }

  #guessKey({ key }: DependentJoin & FetchJoin): string | undefined {
    const { principal } = this.#context;
    if (key.from !== "join" || key.speculative === undefined || principal.kind === "anonymous") return undefined;
    return key.speculative.roles.some((role) => principal.roles.includes(role)) ? principal.id : undefined;
  }

  async #fetch(join: FetchJoin, key: string, args: Args, info: GraphQLResolveInfo): Promise<unknown> {
    const [value] = await fetchJoin(this.#targets, this.#fetchOf(join, args, info), [key]);
    if (value instanceof Error) throw value;
    return value;
  }

  #fetchOf(join: FetchJoin, args: Args, info: GraphQLResolveInfo) {
    const hidden = this.#isFirst(join, info) ? this.#dependentsOn(join).flatMap(hiddenFields) : [];
    return { join, args, context: this.#context, info, hidden };
  }

  async #derive(join: DependentJoin & { kind: "derived" }, info: GraphQLResolveInfo): Promise<unknown> {
    const source = await this.#sourceFor(join, info);
    return source === null ? null : join.map(readHidden(join, source) as never);
  }

  async #keysOf(join: DependentJoin & FetchJoin, info: GraphQLResolveInfo): Promise<string[]> {
    const source = await this.#sourceFor(join, info);
    return source === null || join.key.from !== "join" ? [] : readKeys(readHidden(join, source), join.key.path);
  }

  #sourceFor(join: DependentJoin, info: GraphQLResolveInfo): Promise<Source> {
    const field = sourceOf(join);
    const started = this.#sources.has(field);
    const { promise } = this.#source(field);
    const source = this.#aggregate.joins.find((candidate) => candidate.field === field);
    if (!started && source !== undefined && !this.#selected.has(field)) this.#fetchUnselected(source, info);
    return promise;
  }

  /** Fetches a join that the client did not select, for the sake of those that depend on it. */
  #fetchUnselected(source: Join, info: GraphQLResolveInfo): void {
    const definition = info.parentType.getFields()[source.field];
    const [first] = info.fieldNodes;
    if (definition === undefined || first === undefined)
      throw new Error(`There is no field ${source.field} to join from.`);
    const { alias: _alias, arguments: _arguments, selectionSet: _selectionSet, ...node } = first;
    const fieldNodes = [{ ...node, name: { ...node.name, value: source.field } }];
    this.#selected.set(source.field, []);
    this.resolve(source, {}, { ...info, fieldName: source.field, fieldNodes, returnType: definition.type }).catch(
      () => undefined,
    );
  }

  #source(field: string): PromiseWithResolvers<Source> {
    let source = this.#sources.get(field);
    if (source === undefined) {
      source = Promise.withResolvers<Source>();
      source.promise.catch(() => undefined);
      this.#sources.set(field, source);
    }
    return source;
  }

  #dependentsOn(join: Join): DependentJoin[] {
    return this.#aggregate.joins
      .filter(isDependent)
      .filter((dependent) => sourceOf(dependent) === join.field && this.#needed.has(dependent.field));
  }

  #isFirst(join: Join, info: GraphQLResolveInfo): boolean {
    const responseKeys = this.#selected.get(join.field);
    const [node] = info.fieldNodes;
    return (
      responseKeys === undefined || responseKeys.length === 0 || responseKeys[0] === (node?.alias ?? node?.name)?.value
    );
  }
}
