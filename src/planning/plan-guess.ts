import type { DraftCall, DraftJoin, PlanDraft } from "./draft.ts";

/**
 * What is fetched of a join's object is fetched for the guessed object, too, without waiting for the key; and what the
 * join itself fetches waits for that, since the guess may prove right. Expects all calls from `firstCall` on to be the
 * join's own.
 */
export function planGuess(draft: PlanDraft, join: DraftJoin, guessLink: string, firstCall: number): void {
  const own = draft.calls.slice(firstCall);
  const guesses = new Map<DraftCall, DraftCall>();
  for (const call of own) {
    const { detail } = call;
    if (detail.kind !== "lookup") continue;
    const after = [...call.after].filter((other) => !join.after.has(other)).map((other) => guesses.get(other) ?? other);
    const targets = detail.targets.map((target) => {
      const [aggregate, , ...rest] = target.path;
      return { ...target, path: [aggregate ?? join.aggregate, guessLink, ...rest] };
    });
    const guess: DraftCall = { ...call, after: new Set(after), detail: { ...detail, targets } };
    guesses.set(call, guess);
    draft.calls.push(guess);
  }
  for (const [call, guess] of guesses) call.after.add(guess);
}
