/** An aggregate over the services of a random graph: joins by its id, joins by what those give, and what is derived. */
import type { FetchJoin, Join } from "../../src/aggregates/aggregate.ts";
import type { Decisions } from "./decisions.ts";
import { lookupName } from "./print-graph.ts";
import type { RandomAggregate, RandomField, RandomService, RandomType } from "./graph-model.ts";

/** A root field by which objects of a type are found. */
interface Found {
  readonly service: RandomService;
  readonly type: string;
  readonly rootField: string;
  readonly argument: string;
}

/** Makes an aggregate; now and then, and where no service finds anything by an id, none. */
export function makeAggregate(
  decisions: Decisions,
  services: readonly RandomService[],
  types: readonly RandomType[],
): RandomAggregate | undefined {
  const all = services.flatMap((service) => findsOf(service, types));
  if (all.length === 0 || !decisions.oneIn(4)) return undefined;
  const main = decisions.pick(all);
  const joins: Join[] = [fetchJoin("main", main, { from: "argument" })];
  const fields = [`main: ${main.type}`];
  if (decisions.oneIn(2)) {
    const other = decisions.pick(all);
    joins.push(fetchJoin("other", other, { from: "argument" }));
    fields.push(`other: ${other.type}`);
  }
  const known = (main.service.parts.get(main.type)?.fields ?? []).filter(isPlain);
  for (const field of decisions.some(known, 2)) {
    if (field.targets.length === 0) {
      joins.push({
        kind: "derived",
        field: `told_${field.name}`,
        join: "main",
        selection: `{ ${field.name} }`,
        map: (value) => JSON.stringify(value),
      });
      fields.push(`told_${field.name}: String`);
      continue;
    }
    const [target = ""] = field.targets;
    const finds = all.filter(({ type }) => type === target);
    const isKeyed = main.service.parts.get(target)?.keys.has("id") === true;
    if (!isKeyed || finds.length === 0 || !field.type.includes(target)) continue;
    const joined = `from_${field.name}`;
    joins.push(fetchJoin(joined, decisions.pick(finds), { from: "join", join: "main", path: [field.name, "id"] }));
    fields.push(`${joined}: ${field.type.startsWith("[") ? `[${target}!]!` : target}`);
  }
  return {
    aggregate: { type: "Report", rootField: "report", argument: "id", identity: "main", joins },
    sdl: `type Query { report(id: ID!): Report } type Report { ${fields.join("  ")} }`,
  };
}

/** Whether a field may be asked for without arguments, and gives something of one type. */
function isPlain({ arguments: args, targets, computedFrom }: RandomField): boolean {
  return !args.includes("needed") && targets.length < 2 && computedFrom === undefined;
}

function findsOf(service: RandomService, types: readonly RandomType[]): Found[] {
  const roots = types.flatMap(({ name }): Found[] =>
    service.queries.some((query) => query.name === name.toLowerCase() && query.arguments === "(id: ID!)")
      ? [{ service, type: name, rootField: name.toLowerCase(), argument: "id" }]
      : [],
  );
  const lookups = [...service.parts.values()].flatMap(({ type, lookups: ways }): Found[] => {
    const style = ways.get("id");
    if (style === undefined || style === "entities") return [];
    const rootField = lookupName(type, "id", style);
    return [{ service, type, rootField, argument: style === "single" ? "key" : "keys" }];
  });
  return [...roots, ...lookups];
}

function fetchJoin(field: string, { service, rootField, argument }: Found, key: FetchJoin["key"]): FetchJoin {
  return { kind: "fetch", field, service: service.name, rootField, argument, key };
}
