import DataLoader from "dataloader";
import type { RequestContext } from "../context.ts";
import { Attachments } from "../util/attachments.ts";

/** Gives, for each key and in the same order, its value or the error in its place. */
export type LoadMany = (keys: readonly string[]) => Promise<ReadonlyArray<unknown>>;

const byContext = new Attachments<RequestContext, Map<string, DataLoader<string, unknown>>>();

/** The request's loader of that name: keys that are asked for together are fetched together, each once. */
export function loaderOf(context: RequestContext, name: string, loadMany: LoadMany): DataLoader<string, unknown> {
  const loaders = byContext.get(context) ?? new Map<string, DataLoader<string, unknown>>();
  byContext.set(context, loaders);
  let loader = loaders.get(name);
  if (loader === undefined) {
    // Typed loosely by the library: an `Error` among the values rejects its own key alone.
    loader = new DataLoader<string, unknown>(async (keys) => [...(await loadMany(keys))]);
    loaders.set(name, loader);
  }
  return loader;
}
