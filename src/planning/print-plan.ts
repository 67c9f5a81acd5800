/** A plan for a person's eyes: which service is asked for what, in which wave, and where the answers hang. */
import { print } from "graphql";
import type {
  Call,
  Fetch,
  JoinCall,
  KeyField,
  LookupCall,
  PassedArgument,
  PathStep,
  Plan,
  PlannedAggregate,
  PlannedJoin,
  RootCall,
  Step,
  Target,
} from "./plan.ts";

/** Prints a plan as text, ending in a line break. Waves and requests are counted from 0, within their step. */
export function printPlan(plan: Plan): string {
  const fetches = plan.steps.flatMap((step) => step.fetches);
  const services = new Set(fetches.map(({ service }) => service));
  const waves = plan.steps.reduce((sum, step) => sum + wavesOf(step).length, 0);
  const title = [plan.operation, plan.name ?? []].flat().join(" ");
  const asks =
    fetches.length === 0
      ? "asks no service"
      : `${count(fetches.length, "request")} to ${count(services.size, "service")}, in ${count(waves, "wave")}`;
  const steps = plan.steps.flatMap((step, index) => [
    ...(plan.steps.length > 1 ? ["", `step ${index}`] : []),
    ...printStep(step),
  ]);
  return `${[`${title}: ${asks}`, ...printVariables(plan), ...steps].join("\n")}\n`;
}

function printVariables({ variables }: Plan): string[] {
  return [...variables.values()].map(({ definition }) => `  ${definition}`);
}

function printStep(step: Step): string[] {
  return [
    ...step.aggregates.flatMap(printAggregate),
    ...wavesOf(step).flatMap(([wave, fetches]) => ["", `wave ${wave}`, ...fetches.flatMap(printFetch)]),
  ];
}

function wavesOf({ fetches }: Step): [number, Fetch[]][] {
  return [...Map.groupBy(fetches, ({ wave }) => wave)];
}

function printAggregate({ property, id, joins }: PlannedAggregate): string[] {
  return ["", `aggregate ${property}${id === undefined ? "" : ` (${print(id)})`}`, ...joins.map(printJoin)];
}

function printJoin({ field, link, isList, keyField, keys, guess, needs }: PlannedJoin): string {
  const what =
    keyField === undefined ? "values" : isList ? `objects, each with ${keyField}` : `object with ${keyField}`;
  const from = keys === "id" ? "the aggregate's id" : printPath(keys);
  const guessed = guess === undefined ? "" : `; guessed as ${guess.link}: the asker, if ${guess.roles.join(" or ")}`;
  return `  ${field} ${link}: ${what} from ${from}${printNeeds(needs, " after ")}${guessed}`;
}

function printFetch(fetch: Fetch): string[] {
  return [
    `  #${fetch.index} ${fetch.service}${fetch.timeoutMs === undefined ? "" : ` within ${fetch.timeoutMs} ms`}${printNeeds(fetch.needs, " needs ")}`,
    ...fetch.calls.flatMap((call) => printCall(call, fetch)),
  ];
}

function printCall(call: Call, fetch: Fetch): string[] {
  const alias = call.key === call.field ? "" : `${call.key}: `;
  const selection = call.selection === "" ? "" : ` ${call.selection}`;
  const places =
    call.kind === "lookup" ? call.targets.map((target) => printTarget(target, fetch)) : [printPlace(call, fetch)];
  return [`    ${alias}${call.field}${printArguments(call)}${selection}`, ...places.map((place) => `      ${place}`)];
}

function printArguments(call: Call): string {
  if (call.kind === "root") return call.arguments;
  return call.kind === "lookup" ? printKeysOf(call) : printArgumentsOf(call);
}

function printKeysOf({ lookup, parameters }: LookupCall): string {
  const texts = parameters.map(({ name, type }) => `${name}: ${String(type)}`);
  return `(${texts.join(", ")})${lookup.list === undefined ? " once a key" : ""}`;
}

function printArgumentsOf({ argument, takesList, passed }: JoinCall): string {
  const texts = [`${argument.name}: ${String(argument.type)}`, ...passed.map(printPassed)];
  return `(${texts.join(", ")})${takesList ? "" : " once a key"}`;
}

function printPassed({ parameter, node, defaultValue }: PassedArgument): string {
  return node === undefined ? `${parameter.name}: ${JSON.stringify(defaultValue)}` : print(node);
}

function printPlace(call: RootCall | JoinCall, fetch: Fetch): string {
  if (call.kind === "root") return `→ ${call.property}`;
  return `for ${call.join.aggregate}${printAfter(call, fetch)} → ${call.join.link}`;
}

function printTarget(target: Target, fetch: Fetch): string {
  const key = target.key.map(printKey).join(", ");
  const links = [target.link, target.otherLink ?? []].flat().join(", ");
  const rest = target.restOf === undefined ? "" : `, as far as ${target.restOf} has no key`;
  return `for ${printPath(target.path)} by ${key}${printAfter(target, fetch)}${rest} → ${links}`;
}

/** What of a request needs less than the whole may be asked for before the rest. */
function printAfter({ needs }: JoinCall | Target, fetch: Fetch): string {
  return needs.length === fetch.needs.length ? "" : printNeeds(needs, " after ");
}

function printKey({ name, link, from, inner }: KeyField): string {
  const place = [link ?? [], from === name && link === undefined ? [] : from].flat().join(".");
  const below = inner.length === 0 ? "" : ` { ${inner.map(printKey).join(", ")} }`;
  return `${name}${place === "" ? "" : ` (${place})`}${below}`;
}

function printPath(path: readonly PathStep[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "string" ? `${text}${text === "" ? "" : "."}${step}` : `${text}[${step.type}]`),
    "",
  );
}

function printNeeds(needs: readonly number[], word: string): string {
  return needs.length === 0 ? "" : `${word}${needs.map((index) => `#${index}`).join(", ")}`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
