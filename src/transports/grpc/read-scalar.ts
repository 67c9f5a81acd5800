/** Values of protobuf's scalar types as plain ones. */
import protobuf from "protobufjs";

/** A 64-bit integer as protobuf.js gives it. */
interface Long {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
  toNumber(): number;
  toString(): string;
}

/** Makes one scalar's value a number, a `bigint` where a number cannot hold it, a text or a boolean; bytes are Base64. */
export type ScalarReader = (value: unknown) => unknown;

const LONG = new Set(["int64", "uint64", "sint64", "fixed64", "sfixed64"]);

export function scalarReaderOf(type: string): ScalarReader {
  if (LONG.has(type)) return readLong;
  if (type === "float") return readFloat;
  if (type === "bytes") return (value) => Buffer.from(value as Uint8Array).toString("base64");
  return (value) => value;
}

/** The key of a map, which protobuf.js has as an object's: 64-bit ones in a form of its own. */
export function mapKeyReaderOf(type: string): (key: string) => unknown {
  if (LONG.has(type)) {
    const isUnsigned = type === "uint64" || type === "fixed64";
    return (key) => readLong(protobuf.util.longFromHash(key, isUnsigned));
  }
  if (type === "string") return (key) => key;
  return type === "bool" ? (key) => key === "true" : Number;
}

export function readLong(value: unknown): number | bigint {
  if (typeof value === "number") return value;
  const long = value as Long;
  const number = long.toNumber();
  return Number.isSafeInteger(number) ? number : BigInt(long.toString());
}

/** The shortest number that is this one in 32 bits: 0.1, not 0.10000000149011612. */
function readFloat(value: unknown): unknown {
  const float = value as number;
  if (!Number.isFinite(float)) return float;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits));
    if (Math.fround(short) === float) return short;
  }
  return Number(float.toPrecision(9));
}
