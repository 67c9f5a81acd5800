import { getNullableType, GraphQLID, GraphQLString } from "graphql";
import type { KeyPromise } from "./plan.ts";

const TEXTS: ReadonlySet<string> = new Set([GraphQLID.name, GraphQLString.name]);

export function keyPromise(promise: Omit<KeyPromise, "isText">): KeyPromise {
  return { ...promise, isText: TEXTS.has(String(getNullableType(promise.type))) };
}
