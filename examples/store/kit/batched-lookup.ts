import type { ServiceContext } from "./viewer.ts";

interface Batch<Value> {
  readonly ids: Set<string>;
  readonly answer: Promise<ReadonlyMap<string, Value>>;
}

/** Looks up one value; what one request asks for in the same moment is looked up together. */
export type BatchedLookup<Value> = (context: ServiceContext, id: string, first?: number) => Promise<Value | undefined>;

/**
 * Turns a lookup of many into a lookup of one. Nothing is remembered once it is answered, so that a mutation's
 * selection sees what the mutation changed.
 */
export function createBatchedLookup<Value>(
  load: (ids: readonly string[], first: number) => ReadonlyMap<string, Value>,
): BatchedLookup<Value> {
  const open = new WeakMap<ServiceContext, Map<number, Batch<Value>>>();

  function openBatch(batches: Map<number, Batch<Value>>, first: number): Batch<Value> {
    const ids = new Set<string>();
    const answer = Promise.resolve().then(() => {
      batches.delete(first);
      return load([...ids], first);
    });
    const batch = { ids, answer };
    batches.set(first, batch);
    return batch;
  }

  return async (context, id, first = 1) => {
    const batches = open.get(context) ?? new Map<number, Batch<Value>>();
    open.set(context, batches);
    const batch = batches.get(first) ?? openBatch(batches, first);
    batch.ids.add(id);
    return (await batch.answer).get(id);
  };
}
