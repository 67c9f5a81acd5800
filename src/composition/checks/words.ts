/** How problems name things. */
import type { ASTNode } from "graphql";
import { problemAt } from "../../registry/problem.ts";

const conjunction = new Intl.ListFormat("en-GB", { type: "conjunction" });
const disjunction = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** `one, two and three` */
export function allOf(words: Iterable<string>): string {
  return conjunction.format([...words]);
}

/** `one, two or three` */
export function anyOf(words: Iterable<string>): string {
  return disjunction.format([...words]);
}

/** `schema/order.graphql:12` */
export function placeOf(node: ASTNode | undefined): string {
  const { file, line } = problemAt(node, "");
  return `${file}:${line}`;
}

/** `an enum`, `a union` */
export function withArticle(words: string): string {
  return `${/^([aeio]|un(?!ion))/.test(words) ? "an" : "a"} ${words}`;
}
