import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
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
    const { services, authentication, server, limits, embedded, ...rest } = configSchema.shape;
    const fields = [
      ...Object.keys(services.element.shape).map((field) => `services[].${field}`),
      ...Object.keys(authentication.unwrap().shape).map((field) => `authentication.${field}`),
      ...Object.keys(server.unwrap().shape).map((field) => `server.${field}`),
      ...Object.keys(limits.unwrap().shape).map((field) => `limits.${field}`),
      ...Object.keys(embedded.unwrap().shape).map((field) => `embedded.${field}`),
      ...Object.keys(rest),
    ];
    expect(documented.toSorted()).toEqual(fields.toSorted());
  });
});
