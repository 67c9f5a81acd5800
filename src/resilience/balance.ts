import type { Executor } from "../transports/transport.ts";

/** Spreads the calls over a service's endpoints, each in its turn. */
export function balance(endpoints: readonly [Executor, ...Executor[]]): Executor {
  let turn = 0;
  return function executeBalanced(request) {
    const endpoint = endpoints[turn % endpoints.length] ?? endpoints[0];
    turn = (turn + 1) % endpoints.length;
    return endpoint(request);
  };
}
