import { isEnumType, type GraphQLLeafType } from "graphql";
import { placeOf, type ProtoPlace } from "./proto-place.ts";
import { isWrapper, wellKnownTypeOf } from "./well-known-types.ts";

const TEXTS = ["String", "ID"];
const NUMBERS = ["Int", "Float"];
const BUILT_IN = new Set([...TEXTS, ...NUMBERS, "Boolean"]);

const TAKEN: Readonly<Record<string, readonly string[]>> = {
  bool: ["Boolean"],
  bytes: TEXTS,
  float: NUMBERS,
  double: NUMBERS,
};
/** Whole numbers may be given as texts, and texts as numbers. */
const TAKEN_ELSE = [...TEXTS, ...NUMBERS];

/** Whether a place can take any value of a scalar or enum at all. A scalar of the contract's own may hold anything. */
export function takesLeaf(place: ProtoPlace, type: GraphQLLeafType): boolean {
  const name = isEnumType(type) ? "String" : type.name;
  if (!BUILT_IN.has(name)) return true;
  if (place.kind === "enum") return TEXTS.includes(name);
  if (place.kind === "scalar") return (TAKEN[place.type] ?? TAKEN_ELSE).includes(name);
  if (place.kind !== "message") return true;
  const wellKnown = wellKnownTypeOf(place.type);
  if (wellKnown === undefined) return false;
  const [wrapped] = isWrapper(place.type) ? place.type.fieldsArray : [];
  if (wrapped !== undefined) return takesLeaf(placeOf(wrapped), type);
  return wellKnown.form !== "text" || TEXTS.includes(name);
}
