import type { RequestContext } from "../../context.ts";
import { Attachments } from "../../util/attachments.ts";

/** A place of an answer whose value is not of now, but the last good one. */
export interface StalePlace {
  readonly path: ReadonlyArray<string | number>;
  /** How long ago the value was answered, in milliseconds. */
  readonly ageMs: number;
}

const byContext = new Attachments<RequestContext, StalePlace[]>();

/** Notes a stale value of the answer to this request, for whoever tells its client which they are. */
export function noteStale(context: RequestContext, place: StalePlace): void {
  const places = byContext.get(context);
  if (places === undefined) byContext.set(context, [place]);
  else places.push(place);
}

/** The stale places of the answer to this request, in the answer's order; known once the answer is made. */
export function readStale(context: RequestContext): readonly StalePlace[] {
  return byContext.get(context) ?? [];
}
