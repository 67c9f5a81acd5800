import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type { PartialAnswer } from "../../src/index.ts";

const schema = JSON.parse(readFileSync(new URL("../../schema/partial.schema.json", import.meta.url), "utf8")) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true });
const validate = ajv.compile(schema);

/** What an answer tells of what it lacks, held to the published schema; undefined where it tells nothing. */
export function partialOf(answer: object | undefined): PartialAnswer | undefined {
  const { extensions } = (answer ?? {}) as { extensions?: { partial?: PartialAnswer } };
  const partial = extensions?.partial;
  if (partial !== undefined) expect(validate(partial), ajv.errorsText(validate.errors)).toBe(true);
  return partial;
}

/** Whether something is a `partial` that the published schema allows. */
export function isPartial(value: unknown): boolean {
  return validate(value);
}
