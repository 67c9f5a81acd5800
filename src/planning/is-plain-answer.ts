import { OperationTypeNode } from "graphql";
import type { ObjectShape, Plan } from "./plan.ts";

/**
 * Whether one service's answer is the client's, to the letter: one query for root fields of its own, with every field under
 * the client's key, in the client's order, and none beside.
 */
export function isPlainAnswer({ operation, steps, shape }: Plan): boolean {
  const [step, ...others] = steps;
  if (operation !== OperationTypeNode.QUERY || step === undefined || others.length > 0) return false;
  const [fetch, ...more] = step.fetches;
  return (
    fetch !== undefined &&
    more.length === 0 &&
    step.aggregates.length === 0 &&
    fetch.calls.every(({ kind }) => kind === "root") &&
    isPlainObject(shape)
  );
}

function isPlainObject({ fields }: ObjectShape): boolean {
  return (
    fields.length > 0 &&
    fields.every(({ key, from, link, value }) => {
      if (link !== undefined || from !== key) return false;
      if (value.kind === "leaf") return true;
      // A type's name is the gateway's to say, or was asked for beside what the client wants.
      return (
        value.kind === "objects" && value.typenameKey === undefined && [...value.shapes.values()].every(isPlainObject)
      );
    })
  );
}
