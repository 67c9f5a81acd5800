/** The values that several parts of the configuration hold. What is refused is told why, as the end of a sentence. */
import { z } from "zod";
import { isHeaderWord } from "../auth/principal.ts";
import { addressOf } from "./address.ts";

/** Every field of the type, and none beside: a field that is added to one and not to the other does not compile. */
export type Shape<T> = Record<keyof T, z.ZodType>;

export const text = z.string().min(1, "must not be empty");
export const milliseconds = z
  .int()
  .min(1, "must be at least 1 millisecond")
  .max(600_000, "must be at most 600,000 milliseconds");
export const bytes = z
  .int()
  .min(1_000, "must be at least 1,000 bytes")
  .max(1_000_000_000, "must be at most 1,000,000,000 bytes");
export const count = z.int().min(0, "must not be negative");
/** In place of the options of a part: without it. */
export const off = z.literal(false, "must be an object, or false to switch it off");

/** An address that the gateway itself asks. */
export const endpoint = addressOf("graphql");
export const redisUrl = z.url({ protocol: /^rediss?$/, error: "must be a redis or rediss address" });

/** The name of a header. */
export const header = z.string().regex(/^[\w-]+$/, "must be the name of a header");
/** A word that services are told in a header: it must fit into one. */
export const headerWord = z.custom<string>(isHeaderWord, "must be a word that a header can hold");

/** What becomes of what a service says of its failures. */
export const masking = z.enum(["mask", "pass"]);
