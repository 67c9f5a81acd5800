import { readFileSync } from "node:fs";
import { parse, type DocumentNode } from "graphql";

/** The directives that a contract may use, as SDL; see the file for what each says. */
export const contractDirectives: DocumentNode = parse(
  readFileSync(new URL("contract.graphql", import.meta.url), "utf8"),
);
