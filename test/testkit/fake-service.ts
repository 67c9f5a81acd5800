import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { makeExecutableSchema } from "@graphql-tools/schema";
import type { IResolvers } from "@graphql-tools/utils";
import { graphql, Kind, parse, type FormattedExecutionResult } from "graphql";
import { contractDirectives } from "../../src/directives/contract-directives.ts";

/** One call that a service was asked. */
export interface RecordedCall {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly headers: IncomingHttpHeaders;
}

/** Answers in place of the resolvers: a result to send, or full control of the response. */
export type Behaviour = (call: RecordedCall, response: ServerResponse) => FormattedExecutionResult | undefined;

export interface FakeService {
  readonly sdl: string;
  readonly url: string;
  readonly calls: RecordedCall[];
  /** How many calls the client gave up before they were answered. */
  readonly abandoned: { count: number };
  /** Answers every call otherwise; without an argument, by the resolvers again. */
  behave(behaviour?: Behaviour): void;
  close(): Promise<void>;
}

/** A real HTTP service with a schema and resolvers of the test's own. */
export async function startFakeService(sdl: string, resolvers: IResolvers): Promise<FakeService> {
  const schema = makeExecutableSchema({ typeDefs: [contractDirectives, sdl], resolvers });
  const calls: RecordedCall[] = [];
  const abandoned = { count: 0 };
  let behaviour: Behaviour | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const { query, variables } = JSON.parse(text) as { query: string; variables: Record<string, unknown> };
    const call = { query, variables, headers: request.headers };
    calls.push(call);
    response.once("close", () => {
      if (!response.writableFinished) abandoned.count += 1;
    });
    if (behaviour === undefined)
      return send(response, await graphql({ schema, source: query, variableValues: variables }));
    const result = behaviour(call, response);
    if (result !== undefined) send(response, underAskedKeys(query, result));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    sdl,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    calls,
    abandoned,
    behave: (next) => {
      behaviour = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * A behaviour names root fields as the contract does; an engine may have asked for them under other keys. Wrong answers
 * stay as wrong as they are.
 */
function underAskedKeys(query: string, result: object): object {
  const { data, errors } = result as { data?: unknown; errors?: unknown };
  const asked = new Map<string, string>();
  for (const definition of parse(query).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const field of definition.selectionSet.selections) {
      if (field.kind === Kind.FIELD) asked.set(field.name.value, (field.alias ?? field.name).value);
    }
  }
  const keyOf = (name: string) => asked.get(name) ?? name;
  const relocate = (error: { readonly path?: readonly (string | number)[] }) => {
    const [root, ...rest] = error.path ?? [];
    return root === undefined ? error : { ...error, path: [keyOf(String(root)), ...rest] };
  };
  const isObject = typeof data === "object" && data !== null && !Array.isArray(data);
  const renamed = () => Object.fromEntries(Object.entries(data as object).map(([name, value]) => [keyOf(name), value]));
  return {
    ...result,
    ...(isObject ? { data: renamed() } : {}),
    ...(Array.isArray(errors) ? { errors: errors.map(relocate) } : {}),
  };
}

function send(response: ServerResponse, result: object): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(result));
}
