import { ServiceError } from "../../errors.ts";
import { mapConcurrently } from "../../util/map-concurrently.ts";
import type { UpstreamRequest } from "../transport.ts";
import type { RootCall } from "./mapped-executor.ts";
import { Attachments } from "../../util/attachments.ts";

/** How a root field that is given a list of keys is asked. */
export interface KeyLookup {
  /** The argument that holds the keys, or the one key. */
  readonly argument: string;
  /** How many keys one call may have. */
  readonly maxKeys: number;
  /** How many calls may be under way at a time. */
  readonly maxConcurrency: number;
  /**
   * Asks for some keys, no two alike; gives the values by the texts of their keys. Rejected with a `ServiceError`, or
   * with one in a value's place.
   */
  load(keys: readonly unknown[], call: RootCall): Promise<ReadonlyMap<string, unknown>>;
}

/** By what a key is known, whether a service writes it as a number or as a text. */
export function keyText(key: unknown): string {
  return typeof key === "bigint" ? String(key) : typeof key === "string" ? key : JSON.stringify(key);
}

/** Gives the values of a call's keys in their order, null where there is none. Rejected where all of them failed. */
export type KeyLookups = (call: RootCall, lookup: KeyLookup) => Promise<readonly unknown[]>;

interface Batch {
  readonly keys: Map<string, unknown>;
  readonly values: Promise<ReadonlyMap<string, unknown>>;
}

/**
 * Puts lookups together: what the root fields of one operation ask for by keys, being the same but for them, is asked
 * for in as few calls as may be, each key once.
 */
export function createKeyLookups(): KeyLookups {
  const open = new Attachments<UpstreamRequest, Map<string, Batch>>();

  return async function lookUp(call, lookup) {
    const { [lookup.argument]: given, ...others } = call.arguments;
    const keys: readonly unknown[] = Array.isArray(given)
      ? given
      : given === undefined || given === null
        ? []
        : [given];
    const batches = open.get(call.request) ?? new Map<string, Batch>();
    open.set(call.request, batches);
    // Two mutations are two, whatever they ask.
    const identity =
      call.operation.kind === "mutation" ? call.key : JSON.stringify([call.field.name, Object.entries(others)]);
    const batch = batches.get(identity) ?? openBatch(call, lookup);
    batches.set(identity, batch);
    for (const key of keys) batch.keys.set(keyText(key), key);

    const values = await batch.values;
    return sharingFailures(keys.map((key) => values.get(keyText(key)) ?? null));
  };
}

function openBatch(call: RootCall, lookup: KeyLookup): Batch {
  const keys = new Map<string, unknown>();
  // All calls of a query are made in one turn: when it ends, all keys are there.
  const values = Promise.resolve().then(() => loadAll([...keys.values()], call, lookup));
  return { keys, values };
}

async function loadAll(
  keys: readonly unknown[],
  call: RootCall,
  lookup: KeyLookup,
): Promise<ReadonlyMap<string, unknown>> {
  const { maxKeys, maxConcurrency } = lookup;
  const chunks = Array.from({ length: Math.ceil(keys.length / maxKeys) }, (_, index) =>
    keys.slice(index * maxKeys, (index + 1) * maxKeys),
  );
  const answers = await mapConcurrently(chunks, maxConcurrency, async (chunk) => {
    try {
      return await lookup.load(chunk, call);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return new Map(chunk.map((key) => [keyText(key), error]));
    }
  });
  return new Map(answers.flatMap((values) => [...values]));
}

/** Failures of one kind are told once, however many calls the keys took; where nothing else came, the lookup has failed. */
function sharingFailures(values: readonly unknown[]): readonly unknown[] {
  const failures = new Map<string, ServiceError>();
  const shared = values.map((value) => {
    if (!(value instanceof ServiceError)) return value;
    const identity = `${value.code} ${value.message}`;
    const first = failures.get(identity) ?? value;
    failures.set(identity, first);
    return first;
  });
  const [first] = shared;
  if (first instanceof ServiceError && shared.every((value) => value === first)) throw first;
  return shared;
}
