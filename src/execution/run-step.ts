import type { ExecutionResult } from "@graphql-tools/utils";
import type { LostField } from "../composition/lost-fields.ts";
import type { RequestContext } from "../context.ts";
import type { Call, Fetch, KeyPromise, LookupCall, Step, Target } from "../planning/plan.ts";
import { tellFailure } from "../registry/service.ts";
import { KeyBatch } from "./key-batch.ts";
import type { Tree } from "./tree.ts";
import { badAnswer, hangJoin, hangLookup } from "./hang-answers.ts";
import { firstPlace } from "./first-place.ts";
import type { KeyMisfit } from "./read-key.ts";
import type { Misfits } from "./misfits.ts";
import { placeErrors } from "./place-errors.ts";
import type { PreparedPlan, UpstreamCall } from "./prepared-plan.ts";
import { JoinRun } from "./run-joins.ts";
import type { AskedCall } from "./upstream-request.ts";

/** What one operation's run shares. */
export interface PlanRun {
  readonly prepared: PreparedPlan;
  /** All that was fetched. */
  readonly root: Tree;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
  readonly call: UpstreamCall;
  /** Whether anything went wrong: then the tree holds errors, and must be read with care. */
  hasFailed: boolean;
  readonly misfits: Misfits;
  /** Looks for a critical field that is lost, while something may still come to hang under these links. */
  readonly findLost?: ((pending: ReadonlySet<string>) => LostField | undefined) | undefined;
  /** The critical field that is lost: then nothing further is asked. */
  lost?: LostField | undefined;
}

/** What is asked of a fetch's calls at once. */
interface Asked extends AskedCall {
  readonly batch: KeyBatch | undefined;
}

/** A call with those of its targets alone that have something to ask for. */
function callAsked({ call, batch }: Asked): Call {
  return call.kind === "lookup" && batch !== undefined ? { ...call, targets: batch.targets } : call;
}

/**
 * A fetch that needs several others waits for all of them, so that it is one request. But when the first is there, it
 * waits at most this long for the others (in milliseconds), or as long again as the first took: what is known is asked for
 * then, and the rest when it is known. So a service that is slow holds up no more than what depends on it.
 */
const PATIENCE_MS = 100;

/** Runs the fetches of one step, each as soon as what it needs is there. Rejected for a fault of our own alone. */
export class StepRun {
  readonly #run: PlanRun;
  readonly #joins: JoinRun;
  readonly #fetches: readonly FetchRun[];
  readonly #finished = Promise.withResolvers<void>();
  readonly #startedAt = performance.now();
  #unfinished: number;

  constructor(run: PlanRun, step: Step) {
    this.#run = run;
    this.#joins = new JoinRun(run.prepared.plan, step.aggregates, run.root, run.variables, run.context, this.#misfit);
    this.#fetches = step.fetches.map((fetch) => new FetchRun(fetch));
    this.#unfinished = step.fetches.length;
  }

  async run(): Promise<void> {
    this.#joins.start(this.#isAnswered);
    for (const fetch of this.#fetches) if (fetch.missing === 0) this.#ask(fetch);
    if (this.#unfinished > 0) await this.#finished.promise;
    this.#joins.start(this.#isAnswered);
    if (this.#joins.hasFailed) this.#run.hasFailed = true;
  }

  readonly #misfit: KeyMisfit = ({ service, coordinate }, what) => this.#run.misfits.misfit(service, coordinate, what);

  readonly #isAnswered = (index: number) => this.#fetches[index]?.isAnswered === true;

  /** Asks what is known by now and was not asked before. */
  #ask(run: FetchRun): void {
    if (this.#run.lost !== undefined) return;
    const asked: Asked[] = [];
    const isWhole = run.takeAll();
    for (const call of run.fetch.calls) this.#collect(run, call, isWhole, asked);
    if (asked.length > 0) {
      run.inFlight += 1;
      this.#send(run, asked);
    } else this.#finishIfDone(run);
  }

  /** @param isWhole whether all of the fetch is asked at once */
  #collect(run: FetchRun, call: Call, isWhole: boolean, asked: Asked[]): void {
    if (call.kind === "lookup") {
      const batch = this.#batchOf(run, call, isWhole);
      if (batch.keys.length > 0) asked.push({ call, keys: batch.keys, batch });
    } else if (call.kind === "join") {
      const keys = isWhole || run.take(call, call.needs, this.#isAnswered) ? this.#joins.keysOf(call.join) : [];
      if (keys.length > 0) asked.push({ call, keys, batch: undefined });
    } else if (isWhole || run.take(call, [], this.#isAnswered)) asked.push({ call, keys: [], batch: undefined });
  }

  #batchOf(run: FetchRun, { key, lookup, targets }: LookupCall, isWhole: boolean): KeyBatch {
    const batch = new KeyBatch(lookup, this.#misfit);
    for (const target of targets) {
      // In place of others only where all is asked at once: else they do not ask at the same time.
      const isAsked = isWhole
        ? run.isLeft(target)
        : target.otherLink === undefined && run.take(target, target.needs, this.#isAnswered);
      if (isAsked) batch.collect(this.#run.root, target, this.#run.prepared.walkOf(target));
    }
    if (batch.hasFailed) this.#run.hasFailed = true;
    if (batch.hasLeft) run.leave(key, batch);
    return batch;
  }

  #send(run: FetchRun, asked: readonly Asked[]): void {
    const { fetch } = run;
    const { prepared, root, variables, context, call } = this.#run;
    const request = prepared.writerOf(fetch).write(asked, variables);
    call(
      fetch,
      {
        document: request.document,
        variables: request.variables,
        operationType: fetch.operation,
        context,
        timeLimitMs: fetch.timeoutMs,
        place: (failed) => firstPlace(prepared.plan, root, { calls: asked.map(callAsked) }, failed),
        // It must not leave the client waiting.
        onFault: this.#finished.reject,
      },
      (result) => {
        if (this.#run.lost !== undefined) return;
        this.#hang(fetch, asked, result);
        run.inFlight -= 1;
        if (!this.#isLost()) this.#finishIfDone(run);
      },
    );
  }

  /** Whether a critical field is lost: then the run is over. */
  #isLost(): boolean {
    const { findLost, hasFailed, lost } = this.#run;
    if (lost !== undefined || findLost === undefined) return lost !== undefined;
    if (!hasFailed && !this.#joins.hasFailed) return false;
    this.#run.lost = findLost(new Set(this.#fetches.flatMap((fetch) => (fetch.isDone ? [] : linksOf(fetch)))));
    if (this.#run.lost === undefined) return false;
    for (const fetch of this.#fetches) clearTimeout(fetch.timer);
    this.#finished.resolve();
    return true;
  }

  #hang(fetch: Fetch, asked: readonly Asked[], result: ExecutionResult): void {
    if (result.errors !== undefined && result.errors.length > 0) this.#run.hasFailed = true;
    const answer = placeErrors(result);
    for (const { call, keys, batch } of asked) {
      const report = (what: string, isField = false) => {
        this.#run.hasFailed = true;
        const coordinate = isField ? `Query.${call.field}` : undefined;
        const { prepared, root, context } = this.#run;
        const place = firstPlace(prepared.plan, root, { calls: [callAsked({ call, keys, batch })] });
        return badAnswer(fetch.service, `${call.field} ${what}.`, context, place, coordinate);
      };
      if (call.kind === "lookup") hangLookup(call, keys, batch, answer, report);
      else if (call.kind === "join")
        hangJoin(call, keys, this.#joins.aggregateOf(call.join), answer, report, (promise, what) =>
          this.#tellMisfit(call, promise, what),
        );
      else this.#run.root[call.property] = answer instanceof Error ? answer : answer[call.key];
    }
  }

  /** Told at once: it may be that nothing is made of what does not fit. */
  #tellMisfit(call: Call, promise: KeyPromise, what: string): Error {
    const { prepared, root, context, misfits } = this.#run;
    this.#run.hasFailed = true;
    const error = misfits.misfit(promise.service, promise.coordinate, what);
    tellFailure(context, error, firstPlace(prepared.plan, root, { calls: [call] }));
    return error;
  }

  #finishIfDone(run: FetchRun): void {
    if (!run.isDone || run.isAnswered) return;
    run.isAnswered = true;
    clearTimeout(run.timer);
    this.#unfinished -= 1;
    this.#joins.start(this.#isAnswered);
    if (this.#joins.hasFailed && this.#isLost()) return;
    for (const other of this.#fetches) {
      if (!other.fetch.needs.includes(run.fetch.index)) continue;
      other.missing -= 1;
      if (other.missing === 0) this.#ask(other);
      else this.#losePatience(other);
    }
    if (this.#unfinished === 0) this.#finished.resolve();
  }

  #losePatience(run: FetchRun): void {
    if (run.timer !== undefined || this.#run.lost !== undefined) return;
    const patience = Math.max(PATIENCE_MS, performance.now() - this.#startedAt);
    run.timer = setTimeout(() => {
      run.timer = undefined;
      try {
        if (!run.isAnswered) this.#ask(run);
      } catch (error) {
        this.#finished.reject(error);
      }
      if (run.missing > 0) this.#losePatience(run);
    }, patience);
  }
}

/** Where one fetch stands. */
class FetchRun {
  readonly fetch: Fetch;
  /** What was asked for, where it was not all at once. */
  #taken: Set<object> | undefined;
  #isAllTaken = false;
  /** How many fetches it still waits for. */
  missing: number;
  /** How many requests of it are under way. */
  inFlight = 0;
  isAnswered = false;
  timer: NodeJS.Timeout | undefined;
  /** The calls in place of others that left objects to those. */
  #leaving: Set<string> | undefined;

  constructor(fetch: Fetch) {
    this.fetch = fetch;
    this.missing = fetch.needs.length;
  }

  /** Whether all that it may ask for has been, and is there. */
  get isDone(): boolean {
    return this.missing === 0 && this.inFlight === 0;
  }

  /** Whether something can be asked for now, for the first time. */
  take(what: object, needs: readonly number[], isAnswered: (fetch: number) => boolean): boolean {
    if (this.#isAllTaken || this.#taken?.has(what) === true || !needs.every(isAnswered)) return false;
    (this.#taken ??= new Set()).add(what);
    return true;
  }

  /** Whether a target may have something to ask for, where all is asked at once: another call may have done so in its place. */
  isLeft({ restOf }: Target): boolean {
    return restOf === undefined || this.#leaving?.has(restOf) === true;
  }

  /** Leaves to others what a call in their place could not ask for. */
  leave(key: string, batch: KeyBatch): void {
    (this.#leaving ??= new Set()).add(key);
    batch.markForOthers();
  }

  /** Takes all at once, where nothing is missing any more and nothing was asked for yet: nearly always. */
  takeAll(): boolean {
    if (this.missing > 0 || this.#taken !== undefined || this.#isAllTaken) return false;
    this.#isAllTaken = true;
    return true;
  }
}

/** Where what a fetch asks for will hang. */
function linksOf({ fetch }: FetchRun): readonly string[] {
  return fetch.calls.flatMap((call) => {
    if (call.kind === "lookup") return call.targets.map(({ link }) => link);
    return call.kind === "join" ? [call.join.link] : [];
  });
}
