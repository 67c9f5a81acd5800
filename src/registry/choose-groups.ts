/** Which endpoints of a service answer a request: its own, or those of a group that the request's headers choose. */

/** Further endpoints of a service, for the requests that ask for them by a header: a canary's, a tenant's, a region's. */
export interface EndpointGroupOptions {
  /** What it is called in the log, in metrics and in `/health/services`, for example `canary`. */
  name: string;
  /** Whose requests it answers; of several groups that a request fits, the first in the list does. */
  when: GroupCondition;
  /** Its address, or several, among which calls are balanced, as the service's own `endpoints` have it. */
  endpoints: string | readonly string[];
}

export interface GroupCondition {
  /** Headers that a request must have, each of them, with exactly these values, for example `{ "x-canary": "1" }`. */
  headers: Readonly<Record<string, string>>;
}

export interface GroupedService {
  readonly name: string;
  readonly endpointGroups?: readonly EndpointGroupOptions[];
}

/** The group of each service that a request chose one of, by the service's name. */
export type ChosenGroups = ReadonlyMap<string, string>;

export interface GroupChooser {
  /** The headers that decide, in lower case: an answer to a request may be none for one that has others. */
  readonly headers: readonly string[];
  /** Gives what a request chooses, whose headers are asked for by these names; undefined: nothing. */
  choose(headerOf: (name: string) => unknown): ChosenGroups | undefined;
}

/** Makes what chooses among the groups of these services; undefined where none has any. */
export function createGroupChooser(services: readonly GroupedService[]): GroupChooser | undefined {
  const choices = services.flatMap(({ name: service, endpointGroups = [] }) => {
    const groups = endpointGroups.map(({ name, when }) => ({ name, condition: readCondition(when) }));
    return groups.length === 0 ? [] : [{ service, groups }];
  });
  if (choices.length === 0) return undefined;
  const conditions = choices.flatMap(({ groups }) => groups.flatMap(({ condition }) => condition));
  return {
    headers: [...new Set(conditions.map(([name]) => name))],
    choose(headerOf) {
      let chosen: Map<string, string> | undefined;
      for (const { service, groups } of choices) {
        const group = groups.find(({ condition }) => condition.every(([name, value]) => headerOf(name) === value));
        if (group !== undefined) chosen = (chosen ?? new Map<string, string>()).set(service, group.name);
      }
      return chosen;
    },
  };
}

/** Why nobody gets to a group of the list: whoever fits it fits one before it; undefined where somebody may. */
export function whyUnreachable(groups: readonly EndpointGroupOptions[], index: number): string | undefined {
  const own = readCondition(groups[index]?.when ?? { headers: {} });
  const isDemanded = ([name, value]: readonly [string, string]) =>
    own.some(([ownName, ownValue]) => ownName === name && ownValue === value);
  const [twice] = own.find(([name], place) => own.findIndex(([other]) => other === name) < place) ?? [];
  if (twice !== undefined) return `nobody gets here: ${twice} is named twice`;
  const earlier = groups.slice(0, index).find(({ when }) => readCondition(when).every(isDemanded));
  return earlier && `nobody gets here: whoever has these headers gets to ${earlier.name}, which stands before it`;
}

function readCondition({ headers }: GroupCondition): (readonly [name: string, value: string])[] {
  return Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
}
