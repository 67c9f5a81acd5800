import { createHash } from "node:crypto";
import { print, stripIgnoredCharacters, type DocumentNode } from "graphql";

interface Printed {
  readonly text: string;
  /** The text as JSON. */
  readonly quoted: string;
  /** Tells the text from all others; short. */
  readonly digest: string;
}

const printed = new WeakMap<DocumentNode, Printed>();

/** The document's text. Printed the first time, remembered as long as the document is. */
export function printOnce(document: DocumentNode): string {
  return readPrinted(document).text;
}

/** The same as JSON, with quotes. */
export function quoteOnce(document: DocumentNode): string {
  return readPrinted(document).quoted;
}

/** The SHA-256 of the text, by which it is known. */
export function digestOnce(document: DocumentNode): string {
  return readPrinted(document).digest;
}

function readPrinted(document: DocumentNode): Printed {
  let known = printed.get(document);
  if (known === undefined) {
    const text = stripIgnoredCharacters(print(document));
    const digest = createHash("sha256").update(text).digest("base64");
    known = { text, quoted: JSON.stringify(text), digest };
    printed.set(document, known);
  }
  return known;
}
