import { GatewayError } from "../../errors.ts";

export interface RequestTarget {
  /** Between the slashes, as they were sent; a last slash is left out. */
  readonly segments: readonly string[];
  /** From the question mark on, byte for byte; empty where there is none. */
  readonly query: string;
}

/** What may stand in a path as it is (RFC 3986, section 3.3). */
const PATH = /^\/[\w.~!$&'()*+,;=:@%/-]*$/;

/**
 * Reads the target of a request that goes on to a service. Servers differ in what they make of dots, slashes,
 * backslashes and semicolons that are encoded, once or twice: a path that somebody could take for another is refused.
 * Throws BAD_USER_INPUT.
 */
export function readTarget(url: string): RequestTarget {
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  if (!PATH.test(path) || url.includes("#")) throw unclear();
  const segments = path.split("/").slice(1);
  if (segments.length > 1 && segments.at(-1) === "") segments.pop();
  for (const segment of segments) if (isAmbiguous(decode(segment))) throw unclear();
  return { segments, query: mark === -1 ? "" : url.slice(mark) };
}

/** Holds a separator or a further encoding, or is empty or nothing but dots up to a semicolon. */
function isAmbiguous(segment: string): boolean {
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  return /[/\\%\u0000-\u001f\u007f]/.test(segment) || /^\.*(?:;|$)/.test(segment);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw unclear();
  }
}

function unclear(): GatewayError {
  return new GatewayError("BAD_USER_INPUT", {
    message: "The path can be read in more than one way: it may hold no empty, dotted or doubly encoded segment.",
  });
}
