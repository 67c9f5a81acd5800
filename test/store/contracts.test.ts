import { readFileSync, readdirSync } from "node:fs";
import { buildSchema, lexicographicSortSchema, printSchema } from "graphql";
import { describe, expect, test } from "vitest";
import { storeServiceNames, storeServices } from "../../examples/store/store-services.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

const graphqlServiceNames = storeServiceNames.filter((name) => storeServices[name].path === "/graphql");

test.each(graphqlServiceNames)("the %s service serves its contract, nothing more and nothing less", async (name) => {
  const service = (await storeServices[name].load())({});
  const contract = buildSchema(`${read("src/directives/contract.graphql")}\n${read(`schema/${name}.graphql`)}`);
  expect(printSchema(lexicographicSortSchema(service.schema!))).toBe(printSchema(lexicographicSortSchema(contract)));
  service.dispose();
});

describe.each(storeServiceNames)("the %s service", (name) => {
  test("knows no other service", () => {
    const folder = `examples/store/${name}/`;
    const imports = readdirSync(new URL(folder, root)).flatMap((file) =>
      [...read(folder + file).matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!),
    );
    expect(imports).toContain("../kit/store-service.ts");
    const own = new RegExp(
      `^(\\./[a-z-]+\\.ts|\\.\\./kit/.*|\\.\\./generated/${name}\\.ts|\\.\\./\\.\\./\\.\\./schema/scalars\\.ts)$`,
    );
    expect(imports.filter((path) => path.startsWith(".") && !own.test(path))).toEqual([]);
  });
});

test("what all services share knows none of them", () => {
  for (const file of readdirSync(new URL("examples/store/kit/", root))) {
    const paths = [...read(`examples/store/kit/${file}`).matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)];
    expect(paths.map((match) => match[1]).filter((path) => !path?.startsWith("./"))).toEqual([]);
  }
});
