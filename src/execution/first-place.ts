import type { Fetch, PathStep } from "../planning/plan.ts";
import type { Tree } from "./collect-keys.ts";

/** Where in the answer the first thing would stand that a fetch was made for, as far as it is there. */
export function firstPlace(root: Tree, { calls }: Fetch): (string | number)[] {
  const [call] = calls;
  if (call === undefined) return [];
  if (call.kind === "root") return [call.property];
  if (call.kind === "join") return [call.join.aggregate];
  return descend(root, call.targets[0]?.path ?? []);
}

function descend(root: Tree, path: readonly PathStep[]): (string | number)[] {
  const place: (string | number)[] = [];
  let value: unknown = root;
  const enterLists = () => {
    while (Array.isArray(value)) {
      const index = value.findIndex((item) => item !== null);
      if (index < 0) return;
      place.push(index);
      value = value[index];
    }
  };
  for (const step of path) {
    enterLists();
    if (typeof step !== "string" || typeof value !== "object" || value === null) continue;
    value = (value as Tree)[step];
    // A link is no part of the answer.
    if (!step.startsWith("@")) place.push(step);
  }
  enterLists();
  return place;
}
