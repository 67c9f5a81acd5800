import type { RequestContext } from "../context.ts";
import { Attachments } from "../util/attachments.ts";

export type Path = ReadonlyArray<string | number>;

/** What the resolvers of aggregates learn about the answer while it is made, for whoever shapes it afterwards. */
export interface AnswerNotes {
  /** Aggregates that do not exist: null, whatever of them was fetched. */
  readonly missing: Path[];
  /** List joins: a failed one is empty, and what is null in one is left out. */
  readonly lists: Path[];
}

const byContext = new Attachments<RequestContext, AnswerNotes>();

export function answerNotes(context: RequestContext): AnswerNotes {
  let notes = byContext.get(context);
  if (notes === undefined) {
    notes = { missing: [], lists: [] };
    byContext.set(context, notes);
  }
  return notes;
}
