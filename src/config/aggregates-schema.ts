import { z } from "zod";
import type { Aggregate, DerivedJoin, FetchJoin, JoinedKey } from "../aggregates/aggregate.ts";
import { text, type Shape } from "./common-values.ts";

const joinedKey = z.strictObject({
  from: z.literal("join"),
  join: text,
  path: z.array(text).min(1, "must name at least one field"),
  speculative: z.strictObject({ from: z.literal("principal.sub"), roles: z.array(text) }).optional(),
} satisfies Shape<JoinedKey>);

const join = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fetch"),
    field: text,
    service: text,
    rootField: text,
    argument: text,
    key: z.discriminatedUnion("from", [z.strictObject({ from: z.literal("argument") }), joinedKey]),
    passArguments: z.array(text).optional(),
  } satisfies Shape<FetchJoin>),
  z.strictObject({
    kind: z.literal("derived"),
    field: text,
    join: text,
    selection: text,
    map: z.custom<(value: never) => unknown>((value) => typeof value === "function", "must be a function"),
  } satisfies Shape<DerivedJoin>),
]);

/** The types that the gateway puts together, and how. */
export const aggregates = z.array(
  z.strictObject({
    type: text,
    rootField: text,
    argument: text,
    identity: text,
    joins: z.array(join).min(1, "must have at least one join"),
  } satisfies Shape<Aggregate>),
);
