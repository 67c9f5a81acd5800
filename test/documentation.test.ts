import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { configSchema } from "../src/config/config-schema.ts";
import { LIMITS_DEFAULTS } from "../src/operation/limits.ts";
import { ERRORS } from "../src/index.ts";

const readme = readFileSync("README.md", "utf8");

describe("the README", () => {
  it("gives each limit's default", () => {
    for (const [name, value] of Object.entries(LIMITS_DEFAULTS)) {
      const row = new RegExp(`^\\| \`limits\\.${name}\` \\| .* \\| (.*) \\|$`, "m").exec(readme);
      expect(row?.[1], name).toBe(typeof value === "number" ? String(value) : `\`"${value}"\``);
    }
  });

  it("lists every error code with its status, and no other", () => {
    const rows = [...readme.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (yes|no) \| (.+) \|$/gm)].map(
      ([, ...cells]) => cells,
    );
    const codes = Object.entries(ERRORS).map(([code, { httpStatus, retryable, message }]) => [
      code,
      String(httpStatus),
      retryable ? "yes" : "no",
      message,
    ]);
    expect(rows).toEqual(codes);
  });

  it("lists every field of the configuration, and no other", () => {
    const section = readme.slice(readme.indexOf("### Configuration"), readme.indexOf("The environment goes before"));
    const documented = [...section.matchAll(/^\| `([a-zA-Z.[\]]+)` \| /gm)].map(([, field = ""]) => field);
    const fields = Object.entries(configSchema.shape).flatMap(([name, field]) => leavesOf(name, field));
    expect(documented.toSorted()).toEqual(fields.toSorted());
  });
});

/** The fields of a configuration's part, those of nested objects by their paths. */
function leavesOf(path: string, field: unknown): string[] {
  if (field instanceof z.ZodOptional) return leavesOf(path, field.unwrap());
  if (field instanceof z.ZodObject)
    return Object.entries(field.shape).flatMap(([name, inner]) => leavesOf(`${path}.${name}`, inner));
  if (field instanceof z.ZodDiscriminatedUnion)
    return [...new Set(field.options.flatMap((option) => leavesOf(path, option)))];
  if (["services", "routes"].includes(path) && field instanceof z.ZodArray) return leavesOf(`${path}[]`, field.element);
  return [path];
}
