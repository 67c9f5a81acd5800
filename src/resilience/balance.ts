import type { UpstreamRequest } from "../transports/transport.ts";
import type { Call } from "./call.ts";
import { callFailure } from "./call-failure.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Outliers } from "./outliers.ts";

/** Two of which one is likely to take no more than so many times as long share the calls: a hair decides nothing. */
const ALIKE = 1.5;

/**
 * Spreads the calls over a service's endpoints. Of two that are drawn, each as often as its weight says, the one that is
 * likely to be quicker is taken ("power of two choices", Mitzenmacher 2001): by what it has in flight, in proportion to its
 * weight, and how long it took of late; of two that are alike, the one that was drawn first. Endpoints that were tried, are
 * ejected or have an open circuit are not drawn while there is another. A call that certainly never got to its endpoint
 * goes to the next one at once, whatever it is.
 */
export function balance(endpoints: readonly [Endpoint, ...Endpoint[]], outliers: Outliers): Call {
  const [first] = endpoints;
  if (endpoints.length === 1) return (request, answer) => first.execute(request, answer);

  const isWeighted = endpoints.some(({ weight }) => weight !== first.weight);
  const available: number[] = [];
  const draw = (tried: readonly number[]): number => {
    available.length = 0;
    for (let index = 0; index < endpoints.length; index++) {
      const endpoint = endpoints[index] as Endpoint;
      if (endpoint.isAvailable && !tried.includes(index)) available.push(index);
    }
    if (available.length > 1) return quickerOfTwo(endpoints, available, isWeighted);
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

function quickerOfTwo(
  endpoints: readonly [Endpoint, ...Endpoint[]],
  drawable: readonly number[],
  isWeighted: boolean,
): number {
  const one = isWeighted ? drawByWeight(endpoints, drawable, -1) : drawOne(drawable.length, -1);
  const other = isWeighted ? drawByWeight(endpoints, drawable, one) : drawOne(drawable.length, one);
  const [a, b] = [drawable[one] ?? 0, drawable[other] ?? 0];
  const [first] = endpoints;
  const now = performance.now();
  // To one of little weight a single call is much: it is no less busy than another for having none.
  const costOfOther = (endpoints[b] ?? first).costAt(now, isWeighted ? 1 : 0);
  return (endpoints[a] ?? first).costAt(now) <= ALIKE * costOfOther ? a : b;
}

function drawOne(count: number, except: number): number {
  if (except < 0) return Math.floor(Math.random() * count);
  const drawn = Math.floor(Math.random() * (count - 1));
  return drawn < except ? drawn : drawn + 1;
}

/** Draws one of the drawable other than `except`, as often as its weight says; both by their place among them. */
function drawByWeight(endpoints: readonly Endpoint[], drawable: readonly number[], except: number): number {
  const weightAt = (place: number) => (place === except ? 0 : (endpoints[drawable[place] ?? 0]?.weight ?? 0));
  let point = 0;
  for (let place = 0; place < drawable.length; place++) point += weightAt(place);
  point *= Math.random();
  for (let place = 0; place < drawable.length; place++) {
    point -= weightAt(place);
    if (point < 0) return place;
  }
  // The sum was rounded.
  return except === 0 ? 1 : 0;
}
