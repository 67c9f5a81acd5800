import { toCall, toExecutor, type Call } from "../../src/resilience/call.ts";
import type { Executor } from "../../src/transports/transport.ts";

/** A layer of resilience that takes and gives promises, as tests are written. */
export function promised<Rest extends unknown[]>(layer: (next: Call, ...rest: Rest) => Call) {
  return (next: Executor, ...rest: Rest): Executor => toExecutor(layer(toCall(next), ...rest));
}
