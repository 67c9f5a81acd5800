import { print, type DocumentNode } from "graphql";

const printed = new WeakMap<DocumentNode, string>();

/** The document's text. Printed the first time, remembered as long as the document is. */
export function printOnce(document: DocumentNode): string {
  let text = printed.get(document);
  if (text === undefined) {
    text = print(document);
    printed.set(document, text);
  }
  return text;
}
