import { print, stripIgnoredCharacters, type DocumentNode } from "graphql";

interface Printed {
  readonly text: string;
  /** The text as JSON. */
  readonly quoted: string;
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

function readPrinted(document: DocumentNode): Printed {
  let known = printed.get(document);
  if (known === undefined) {
    const text = stripIgnoredCharacters(print(document));
    known = { text, quoted: JSON.stringify(text) };
    printed.set(document, known);
  }
  return known;
}

const written = new WeakMap<object, string>();

/** Variables as JSON, written the first time: a call's are asked for by whoever shares it and by whoever sends it. */
export function writeOnce(variables: object | undefined): string {
  if (variables === undefined) return "{}";
  let text = written.get(variables);
  if (text === undefined) {
    text = JSON.stringify(variables);
    written.set(variables, text);
  }
  return text;
}
