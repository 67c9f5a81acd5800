/**
 * Makes code of a text, which sees the given values by their names; gives what the text returns. Undefined where the process may
 * not make code (`--disallow-code-generation-from-strings`). Whoever writes the text answers for it: nothing of it may come from
 * outside but names that were checked and JSON texts.
 */
export function makeCode(text: string, given: Readonly<Record<string, unknown>> = {}): unknown {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- That is what it is for, see above.
    const make = new Function(...Object.keys(given), `"use strict";\n${text}`);
    return make(...Object.values(given));
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** A text as it stands in code. */
export function literal(value: string): string {
  return JSON.stringify(value);
}
