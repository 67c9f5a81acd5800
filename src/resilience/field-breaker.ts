import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError } from "../errors.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import type { Answer, Call } from "./call.ts";
import { callFailure } from "./call-failure.ts";
import { circuitOpen } from "./circuit-breaker.ts";
import { Circuit, type CircuitOptions, type CircuitStateName, type Verdict } from "./circuit.ts";
import { pickEntryFields, readEntryFields, type EntryField } from "./entry-fields.ts";
import { judgeCall, judgeEntry } from "./judge-entry.ts";
import { isQuery } from "./repeatable.ts";

interface FieldState {
  readonly name: string;
  readonly circuit: Circuit;
  /** A call that it was part of failed as a whole, and nobody knows yet by whom. */
  isSuspect: boolean;
}

/** What the circuit of a root field gave to a call. */
interface Pass {
  readonly field: FieldState;
  readonly number: number;
}

/** Root fields that travel together, with a pass for each that is not another one's namesake. */
interface Group {
  readonly entries: readonly EntryField[];
  readonly passes: readonly Pass[];
}

/**
 * A circuit for each root field of a service's queries, entity lookups included, so that one which fails leaves the others
 * alone. While it is open, the field is left out of what the service is asked, and is a `SERVICE_CIRCUIT_OPEN` for itself.
 * After a request for several fields failed as a whole, they travel apart until each has been judged by itself.
 */
export function withFieldBreakers(
  next: Call,
  service: string,
  options: CircuitOptions = {},
  onChange: (field: string, state: CircuitStateName) => void = () => {},
): Call {
  const fields = new Map<string, FieldState>();
  /** The fields that are suspect, or whose circuit is not closed. */
  const troubled = new Set<string>();

  function stateOf(name: string): FieldState {
    let state = fields.get(name);
    if (state === undefined) {
      const circuit = new Circuit(options, (change) => onChange(name, change));
      state = { name, circuit, isSuspect: false };
      fields.set(name, state);
    }
    return state;
  }

  function leave({ field, number }: Pass, verdict: Verdict): void {
    field.circuit.leave(number, verdict);
    if (verdict === "success") field.isSuspect = false;
    if (field.isSuspect || field.circuit.state !== "closed") troubled.add(field.name);
    else if (troubled.size > 0) troubled.delete(field.name);
  }

  function judge({ entries, passes }: Group, result: ExecutionResult, isAbandoned: boolean): void {
    const failure = callFailure(result);
    for (const pass of passes) {
      let verdict: Verdict = "unknown";
      if (isAbandoned) verdict = "unknown";
      else if (failure === undefined) verdict = judgeEntry(entries, pass.field.name, result);
      else {
        verdict = judgeCall(failure);
        if (verdict === "failure" && passes.length > 1) {
          pass.field.isSuspect = true;
          verdict = "unknown";
        }
      }
      leave(pass, verdict);
    }
  }

  function send(request: UpstreamRequest, group: Group, answer: Answer): void {
    next(request, (result) => {
      judge(group, result, request.signal?.aborted === true);
      answer(result);
    });
  }

  function enterAll(entries: readonly EntryField[]): Group {
    const passes: Pass[] = [];
    for (const { name } of entries) {
      const field = stateOf(name);
      if (!hasPass(passes, field)) passes.push({ field, number: field.circuit.enter() ?? 0 });
    }
    return { entries, passes };
  }

  return function executeByField(request, answer) {
    const entries = isQuery(request) ? readEntryFields(request.document) : undefined;
    if (entries === undefined) return next(request, answer);
    if (troubled.size === 0 || entries.every(({ name }) => !troubled.has(name)))
      return send(request, enterAll(entries), answer);

    const { groups, refused } = sort(entries);
    const [only] = groups;
    if (groups.length === 1 && refused.length === 0 && only !== undefined) return send(request, only, answer);
    executeApart(request, groups, refused, answer);
  };

  /** Puts the fields that are well together, each of the others by itself, and those that do not pass aside. */
  function sort(entries: readonly EntryField[]) {
    const together = { entries: [] as EntryField[], passes: [] as Pass[] };
    const alone = new Map<string, Group & { readonly entries: EntryField[] }>();
    const refused: EntryField[] = [];
    for (const entry of entries) {
      const { name } = entry;
      const field = stateOf(name);
      const group = alone.get(name) ?? (hasPass(together.passes, field) ? together : undefined);
      if (group !== undefined) {
        group.entries.push(entry);
        continue;
      }
      const { circuit, isSuspect } = field;
      const isApart = isSuspect || circuit.state !== "closed";
      const number = refused.some((other) => other.name === name) ? undefined : circuit.enter();
      if (number === undefined) refused.push(entry);
      else if (isApart) alone.set(name, { entries: [entry], passes: [{ field, number }] });
      else {
        together.entries.push(entry);
        together.passes.push({ field, number });
      }
    }
    return { groups: [...(together.entries.length > 0 ? [together] : []), ...alone.values()], refused };
  }

  function executeApart(
    request: UpstreamRequest,
    groups: readonly Group[],
    refused: readonly EntryField[],
    answer: Answer,
  ): void {
    if (groups.length === 0) return answer(putTogether([], refused));
    const results: { readonly group: Group; readonly result: ExecutionResult }[] = [];
    for (const [index, group] of groups.entries()) {
      send(pickEntryFields(request, group.entries), group, (result) => {
        results[index] = { group, result };
        // In the order of the groups, whoever answers first.
        if (Object.keys(results).length === groups.length) answer(putTogether(results, refused));
      });
    }
  }

  function putTogether(
    results: readonly { readonly group: Group; readonly result: ExecutionResult }[],
    refused: readonly EntryField[],
  ): ExecutionResult {
    const data: Record<string, unknown> = {};
    const errors: NonNullable<ExecutionResult["errors"]>[number][] = [];
    // Parts of one request that fail in the same way are one failure to whoever asked.
    const failures = new Map<string, object>();
    const lose = (lost: readonly EntryField[], error: ServiceError) => {
      const failure = failures.get(error.code) ?? error.failure;
      failures.set(error.code, failure);
      for (const { key } of lost) {
        data[key] = null;
        errors.push(located(error, failure, key));
      }
    };
    for (const { group, result } of results) {
      const failure = callFailure(result);
      if (failure !== undefined) lose(group.entries, failure);
      else {
        Object.assign(data, result.data);
        errors.push(...(result.errors ?? []));
      }
    }
    for (const entry of refused) lose([entry], circuitOpen(service, stateOf(entry.name).circuit));
    return errors.length === 0 ? { data } : { data, errors };
  }
}

function hasPass(passes: readonly Pass[], field: FieldState): boolean {
  return passes.some((pass) => pass.field === field);
}

function located(error: ServiceError, failure: object, key: string): ServiceError {
  return new ServiceError(error.code, error.service, {
    message: error.message,
    cause: error.cause,
    failure,
    path: [key],
    nullKey: key,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}
