import type { LostField } from "../composition/lost-fields.ts";
import type { RequestContext } from "../context.ts";
import { Cancellation } from "../util/cancellation.ts";
import type { EngineAnswer } from "./engine.ts";
import { foldCauses } from "./fold-errors.ts";

/** A context whose operation can be ended before its client leaves. */
export function stoppable(context: RequestContext): { context: RequestContext; stop: () => void } {
  const signal = new Cancellation();
  const leave = () => signal.abort(context.signal.reason);
  if (context.signal.aborted) leave();
  else context.signal.addEventListener("abort", leave);
  return {
    context: { ...context, signal },
    stop: () => signal.abort(new Error("A critical field of the operation is lost.")),
  };
}

/** The answer of an operation that ended with the loss of a critical field. */
export function stoppedAnswer({ cause, path }: LostField, context: RequestContext): EngineAnswer {
  return { errors: foldCauses(null, [{ cause, place: path }], context), data: null, isStopped: true };
}
