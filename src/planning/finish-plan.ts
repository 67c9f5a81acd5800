import type { DraftAggregate, DraftCall, DraftJoin } from "./draft.ts";
import { finishCalls } from "./finish-calls.ts";
import type { Fetch, PlannedAggregate, PlannedJoin, Step } from "./plan.ts";

/**
 * Puts calls into fetches: those of one wave that go to one service, and may take as long, travel together.
 */
export function finishStep(calls: readonly DraftCall[], aggregates: readonly DraftAggregate[]): Step {
  const waves = readWaves(calls);
  joinLaterWaves(calls, aggregates, waves);
  const groups = [...Map.groupBy(calls, (call) => `${waves.get(call)} ${companyOf(call)}`).values()];
  const ordered = groups.toSorted((left, right) => waveOf(left, waves) - waveOf(right, waves));
  const fetchOf = new Map(ordered.flatMap((group, index) => group.map((call) => [call, index] as const)));
  const needsOf = (after: Iterable<DraftCall>) => [...new Set([...after].flatMap((call) => fetchOf.get(call) ?? []))];
  const joins = new Map<DraftJoin, PlannedJoin>();
  for (const draft of aggregates.flatMap((aggregate) => aggregate.joins)) {
    const { after, ...join } = draft;
    joins.set(draft, { ...join, needs: needsOf(after) });
  }
  return {
    aggregates: aggregates.map(({ property, id, joins: drafts }): PlannedAggregate => ({
      property,
      id,
      joins: drafts.map((draft) => joins.get(draft) as PlannedJoin),
    })),
    fetches: ordered.map((group, index): Fetch => {
      const [{ service, operation, timeoutMs }] = group as [DraftCall, ...DraftCall[]];
      return {
        index,
        service,
        operation,
        wave: waveOf(group, waves),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        calls: finishCalls(group, { joins, needsOf }),
        needs: needsOf(group.flatMap((call) => [...call.after])),
      };
    }),
  };
}

/** What calls have in common that may travel together. */
function companyOf({ operation, timeoutMs, service }: DraftCall): string {
  return `${operation} ${timeoutMs} ${service}`;
}

/**
 * Lets lookups that nothing else needs travel with the last calls to their service: the answer waits for those in any case,
 * and where what they need is slow, whoever runs the plan loses patience.
 */
function joinLaterWaves(
  calls: readonly DraftCall[],
  aggregates: readonly DraftAggregate[],
  waves: Map<DraftCall, number>,
): void {
  const needed = new Set([...calls, ...aggregates.flatMap(({ joins }) => joins)].flatMap(({ after }) => [...after]));
  const last = new Map<string, number>();
  for (const call of calls) last.set(companyOf(call), Math.max(last.get(companyOf(call)) ?? 0, waves.get(call) ?? 0));
  for (const call of calls) {
    // What needs nothing, or has a time limit of its own, is asked for at once.
    if (call.after.size > 0 && call.timeoutMs === undefined && !needed.has(call))
      waves.set(call, last.get(companyOf(call)) ?? 0);
  }
}

function readWaves(calls: readonly DraftCall[]): Map<DraftCall, number> {
  const waves = new Map<DraftCall, number>();
  const read = (call: DraftCall): number => {
    const known = waves.get(call);
    if (known !== undefined) return known;
    const wave = Math.max(-1, ...[...call.after].map(read)) + 1;
    waves.set(call, wave);
    return wave;
  };
  for (const call of calls) read(call);
  return waves;
}

function waveOf([call]: readonly DraftCall[], waves: ReadonlyMap<DraftCall, number>): number {
  return (call && waves.get(call)) ?? 0;
}
