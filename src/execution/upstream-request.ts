import { Kind, parse, valueFromASTUntyped, type ArgumentNode, type DocumentNode, type GraphQLArgument } from "graphql";
import type { ListLookup } from "../composition/owners.ts";
import type { Call, Fetch, JoinCall, LookupCall, PassedArgument, Plan } from "../planning/plan.ts";
import { BoundedMap } from "../util/bounded-map.ts";

type Values = Readonly<Record<string, unknown>>;

/** A call that is asked now, with its keys where it has any. */
export interface AskedCall {
  readonly call: Call;
  readonly keys: readonly unknown[];
}

export interface UpstreamRequest {
  readonly document: DocumentNode;
  readonly variables: Record<string, unknown>;
}

/** How many texts of one fetch are remembered: they differ in which of its calls are asked. */
const MAX_TEXTS = 64;

/** Writes the requests of one fetch. */
export class RequestWriter {
  readonly #plan: Plan;
  readonly #fetch: Fetch;
  readonly #documents = new BoundedMap<string, DocumentNode>({ entries: MAX_TEXTS });
  /** The calls that are asked where all is asked at once and no key is missing: nearly always. */
  readonly #usual: readonly Call[];
  /** What asks for these, where nothing but keys is to be handed over. */
  #usualDocument: DocumentNode | undefined;
  readonly #names: ReadonlyMap<Call, ReadonlyMap<GraphQLArgument, string>>;

  constructor(plan: Plan, fetch: Fetch) {
    this.#plan = plan;
    this.#fetch = fetch;
    this.#usual = fetch.calls.filter((call) => !isRest(call));
    this.#names = new Map(fetch.calls.map((call) => [call, variableNames(call)]));
  }

  write(asked: readonly AskedCall[], clientVariables: Values): UpstreamRequest {
    const variables: Record<string, unknown> = {};
    for (const { call } of asked) {
      for (const name of call.variables) {
        if (Object.hasOwn(clientVariables, name)) variables[name] = clientVariables[name];
      }
    }
    // What the text depends on: how many keys are asked for one by one, and which arguments are handed on.
    const forms: string[] = [];
    for (const each of asked) forms.push(this.#addArguments(each, clientVariables, variables));
    if (
      asked.length === this.#usual.length &&
      asked.every(({ call }, index) => call.key === this.#usual[index]?.key && forms[index] === call.key)
    )
      return { document: (this.#usualDocument ??= this.#parse(asked, clientVariables)), variables };
    const signature = forms.join(" ");
    let document = this.#documents.get(signature);
    if (document === undefined) {
      document = this.#parse(asked, clientVariables);
      this.#documents.set(signature, document);
    }
    return { document, variables };
  }

  #parse(asked: readonly AskedCall[], clientVariables: Values): DocumentNode {
    const roots = asked.map(({ call, keys }) => argumentsOf(call, keys, this.#plan, clientVariables));
    return parse(this.#print(asked, roots), { noLocation: true });
  }

  /** Adds the arguments of a call that are known only now to the variables; gives what the text depends on. */
  #addArguments({ call, keys }: AskedCall, clientVariables: Values, variables: Record<string, unknown>): string {
    if (call.kind === "root") return call.key;
    const names = this.#names.get(call);
    const list = call.kind === "lookup" ? call.lookup.list : undefined;
    if (list?.plain !== undefined && call.kind === "lookup") {
      // Nearly all lookups: one argument takes all keys.
      const [parameter] = call.parameters;
      if (call.parameters.length === 1 && parameter?.name === list.plain.argument) {
        variables[names?.get(parameter) ?? ""] = keys;
        return call.key;
      }
    }
    const roots = argumentsOf(call, keys, this.#plan, clientVariables);
    for (const [number, args] of roots.entries()) {
      for (const { parameter, value } of args)
        variables[names?.get(parameter) ?? variableName(responseKey(call, number), parameter.name)] = value;
    }
    const passed = call.kind === "join" ? roots[0]?.map(({ parameter }) => parameter.name).join(",") : "";
    return `${call.key}*${roots.length}${passed}`;
  }

  /** Writes the text that is sent where all calls are asked at once; not where it depends on how many keys there are. */
  writeText(): void {
    if (this.#usual.every(takesAll))
      this.write(
        this.#usual.map((call) => ({ call, keys: [] })),
        {},
      );
  }

  #print(asked: readonly AskedCall[], roots: readonly (readonly (readonly UpstreamArgument[])[])[]): string {
    const names = new Set(asked.flatMap(({ call }) => call.variables));
    const definitions = [...names].flatMap((name) => this.#plan.variables.get(name)?.definition ?? []);
    const fields: string[] = [];
    for (const [index, { call }] of asked.entries()) {
      if (call.kind === "root") {
        const alias = call.key === call.field ? "" : `${call.key}: `;
        fields.push(`${alias}${call.field}${call.arguments} ${call.selection}`);
        continue;
      }
      for (const [number, args] of (roots[index] ?? []).entries()) {
        const key = responseKey(call, number);
        const given = args.map(({ parameter: { name, type } }) => {
          definitions.push(`$${variableName(key, name)}: ${String(type)}`);
          return `${name}: $${variableName(key, name)}`;
        });
        fields.push(`${key}: ${call.field}(${given.join(", ")}) ${call.selection}`);
      }
    }
    const { operation, service, index } = this.#fetch;
    const name = this.#plan.name === undefined ? "" : ` ${this.#plan.name}_${service.replaceAll("-", "_")}_${index}`;
    return `${operation}${name}${definitions.length === 0 ? "" : ` (${definitions.join(", ")})`} { ${fields.join(" ")} }`;
  }
}

/** The response key of a call, or of one of its keys where each is asked for by itself. */
export function responseKey(call: Call, number: number): string {
  return takesAll(call) ? call.key : `${call.key}_${number}`;
}

/** Whether a call asks only for what one in its place has left. */
function isRest(call: Call): boolean {
  return call.kind === "lookup" && call.targets.every(({ restOf }) => restOf !== undefined);
}

/** Whether a call is one root field, however many keys it has. */
export function takesAll(call: Call): boolean {
  if (call.kind === "lookup") return call.lookup.list !== undefined;
  return call.kind === "root" || call.takesList;
}

function variableName(key: string, argument: string): string {
  return `${key}_${argument}`;
}

/** Under which variables a call's arguments go, where there is one of each. */
function variableNames(call: Call): ReadonlyMap<GraphQLArgument, string> {
  if (call.kind === "root" || !takesAll(call)) return new Map();
  const parameters =
    call.kind === "lookup" ? call.parameters : [call.argument, ...call.passed.map(({ parameter }) => parameter)];
  return new Map(parameters.map((parameter) => [parameter, variableName(call.key, parameter.name)]));
}

interface UpstreamArgument {
  readonly parameter: GraphQLArgument;
  readonly value: unknown;
}

/** For each root field of a call, its arguments that are known only now. */
function argumentsOf(call: Call, keys: readonly unknown[], plan: Plan, variables: Values): UpstreamArgument[][] {
  if (call.kind === "root") return [];
  if (call.kind === "join") return joinArguments(call, keys, plan, variables);
  const { lookup } = call;
  const all =
    lookup.list === undefined ? keys.map((key) => lookup.argsOf?.(key) ?? {}) : [listArguments(lookup.list, keys)];
  return all.map((values) => lookupArguments(call, values));
}

function listArguments(list: ListLookup, keys: readonly unknown[]): Values {
  return list.plain === undefined ? list.argsOf(keys) : { [list.plain.argument]: keys };
}

function lookupArguments({ parameters }: LookupCall, values: Values): UpstreamArgument[] {
  return parameters.flatMap((parameter) =>
    Object.hasOwn(values, parameter.name) ? [{ parameter, value: values[parameter.name] }] : [],
  );
}

function joinArguments(call: JoinCall, keys: readonly unknown[], plan: Plan, variables: Values): UpstreamArgument[][] {
  const passed = call.passed.flatMap(({ parameter, ...rest }) => {
    const value = passedValue(rest, plan, variables);
    return value === undefined ? [] : [{ parameter, value }];
  });
  const all = call.takesList ? [keys] : keys;
  return all.map((value) => [{ parameter: call.argument, value }, ...passed]);
}

/** A null in place of an argument means its default, as leaving it out does: the service need not know of either. */
function passedValue(
  { node, defaultValue }: Omit<PassedArgument, "parameter">,
  plan: Plan,
  variables: Values,
): unknown {
  return (node === undefined ? undefined : argumentValue(node, plan, variables)) ?? defaultValue;
}

/** An argument's value as JSON. */
export function argumentValue(node: ArgumentNode, plan: Plan, variables: Values): unknown {
  if (node.value.kind === Kind.VARIABLE) {
    const name = node.value.name.value;
    return Object.hasOwn(variables, name) ? variables[name] : plan.variables.get(name)?.defaultValue;
  }
  const given: Record<string, unknown> = { ...variables };
  for (const [name, { defaultValue }] of plan.variables) if (!Object.hasOwn(given, name)) given[name] = defaultValue;
  return valueFromASTUntyped(node.value, given);
}
