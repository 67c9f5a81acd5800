import type { UpstreamRequest } from "../transports/transport.ts";
import type { Call } from "./call.ts";
import { callFailure } from "./call-failure.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Outliers } from "./outliers.ts";

/** Two of which one is likely to take no more than so many times as long share the calls: a hair decides nothing. */
const ALIKE = 1.5;

/**
 * Spreads the calls over a service's endpoints. Of two that are drawn, the one that is likely to be quicker is taken ("power
 * of two choices", Mitzenmacher 2001): by what it has in flight, how long it took of late, and its weight. Endpoints
 * that were tried, are ejected or have an open circuit are not drawn while there is another. A call that certainly never got
 * to its endpoint goes to the next one at once, whatever it is.
 */
export function balance(endpoints: readonly [Endpoint, ...Endpoint[]], outliers: Outliers): Call {
  const [first] = endpoints;
  if (endpoints.length === 1) return (request, answer) => first.execute(request, answer);

  const available: number[] = [];
  const draw = (tried: readonly number[]): number => {
    available.length = 0;
    for (let index = 0; index < endpoints.length; index++) {
      const endpoint = endpoints[index] as Endpoint;
      if (endpoint.isAvailable && !tried.includes(index)) available.push(index);
    }
    if (available.length > 1) return quickerOfTwo(endpoints, available);
    // Rather one that is likely to fail than none; one that was tried already only where all were.
    const [only] = available;
    return only ?? endpoints.findIndex((_, index) => !tried.includes(index));
  };

  return function executeBalanced(request, answer) {
    const tried = request.tried ?? [];
    if (tried.length >= endpoints.length) tried.length = 0;
    const next = () => {
      const index = draw(tried);
      const endpoint = endpoints[index] ?? first;
      tried.push(index);
      endpoint.execute(request, (result) => {
        outliers.judge(endpoint);
        const mayGoOn = tried.length < endpoints.length && callFailure(result)?.neverSent === true;
        if (mayGoOn && isWanted(request)) next();
        else answer(result);
      });
    };
    next();
  };
}

function isWanted({ signal, deadline = Infinity }: UpstreamRequest): boolean {
  return signal?.aborted !== true && performance.now() < deadline;
}

function quickerOfTwo(endpoints: readonly Endpoint[], drawable: readonly number[]): number {
  const one = drawOne(drawable.length, -1);
  const other = drawOne(drawable.length, one);
  const [a, b] = [drawable[one] ?? 0, drawable[other] ?? 0];
  const now = performance.now();
  return (endpoints[a]?.costAt(now) ?? 0) <= ALIKE * (endpoints[b]?.costAt(now) ?? 0) ? a : b;
}

function drawOne(count: number, except: number): number {
  if (except < 0) return Math.floor(Math.random() * count);
  const drawn = Math.floor(Math.random() * (count - 1));
  return drawn < except ? drawn : drawn + 1;
}
