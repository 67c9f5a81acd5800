import type { SentRequest } from "../measure/load.ts";
import { openTokens } from "./tokens.ts";
import type { Work } from "./work.ts";

/** How many different requests of one operation are sent in turn. */
const VARIETY = 400;

const tokenOf = await openTokens();
let sentOperations = 0;

/** Warm requests: one operation, different variables and viewers. */
export async function warmRequests(work: Work, signsIn: boolean): Promise<SentRequest[]> {
  const all = await Promise.all(
    Array.from({ length: VARIETY }, (_, place) => request(work, work.query, place, signsIn)),
  );
  return [...new Map(all.map((one) => [one.body, one])).values()];
}

/** Cold requests: each is an operation that was never sent before, and of which no plan can be known. */
export async function coldRequests(work: Work, signsIn: boolean, count: number): Promise<SentRequest[]> {
  return Promise.all(
    Array.from({ length: count }, (_, place) => {
      const query = work.query.replace("{", `{ never_sent_${++sentOperations}: __typename`);
      return request(work, query, place, signsIn);
    }),
  );
}

async function request(work: Work, query: string, place: number, signsIn: boolean): Promise<SentRequest> {
  const { operationName } = work;
  const viewer = work.viewer?.(place) ?? (signsIn ? "user-1" : undefined);
  return {
    body: JSON.stringify({ operationName, query, variables: work.variables(place) }),
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      ...(viewer === undefined ? {} : { authorization: `Bearer ${await tokenOf(viewer)}` }),
    },
  };
}
