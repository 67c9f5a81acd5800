import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { contractDirectives } from "../../../src/directives/contract-directives.ts";

const guide = readFileSync("docs/transports/rest.md", "utf8");

it.each(["rest", "restPages"])("the guide lists every argument of @%s, and no other", (name) => {
  const directive = contractDirectives.definitions.find(
    (definition) => definition.kind === "DirectiveDefinition" && definition.name.value === name,
  );
  const known = directive !== undefined && "arguments" in directive ? (directive.arguments ?? []) : [];
  // A table with the directive in its head; a row may name several.
  const tables = guide.split("\n\n").filter((block) => block.startsWith(`| \`@${name}\` |`));
  const rows = tables.flatMap((table) => table.split("\n").slice(2));
  const listed = new Set(
    rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)].map(([, cell = ""]) => cell)),
  );
  expect([...listed].toSorted()).toEqual(known.map((argument) => argument.name.value).toSorted());
});
