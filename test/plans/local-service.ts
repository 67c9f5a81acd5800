/** Services of this process, and graphs of them. */
import type { ExecutionResult } from "@graphql-tools/utils";
import { makeExecutableSchema } from "@graphql-tools/schema";
import type { IResolvers } from "@graphql-tools/utils";
import { graphql, parse, print, subscribe } from "graphql";
import type { Aggregate } from "../../src/aggregates/aggregate.ts";
import { compose } from "../../src/composition/compose.ts";
import type { ComposedSchema } from "../../src/composition/composed-schema.ts";
import type { RequestContext } from "../../src/context.ts";
import { contractDirectives } from "../../src/directives/contract-directives.ts";
import { ServiceError } from "../../src/errors.ts";
import { toCall } from "../../src/resilience/call.ts";
import { isContract, parseContract } from "../../src/registry/contract.ts";
import { tellFailure, type Service } from "../../src/registry/service.ts";
import { readGraphqlBody } from "../../src/transports/read-graphql-result.ts";

/** Whether a service answers nothing but errors. */
export type IsDown = (service: string) => boolean;

export interface LocalService {
  readonly sdl: string;
  readonly resolvers: IResolvers;
  /** Changes an answer, in place, to one that does not fit the contract. */
  readonly spoil?: (answer: { readonly data: Record<string, unknown>; errors?: unknown[] }) => void;
}

export interface LocalGraph {
  readonly composed: ComposedSchema;
  readonly services: readonly Service[];
}

/** Composes services of this process. */
export function composeLocally(
  services: Readonly<Record<string, LocalService>>,
  gatewaySdl = "scalar Unused",
  aggregates: readonly Aggregate[] = [],
  isDown: IsDown = () => false,
): LocalGraph {
  const opened = Object.entries(services).map(([name, service]) => createLocalService(name, service, isDown));
  const gatewayContract = parse(gatewaySdl);
  return { composed: compose({ services: opened, gatewayContract, aggregates, scalars: {} }), services: opened };
}

function createLocalService(name: string, { sdl, resolvers, spoil }: LocalService, isDown: IsDown): Service {
  const contract = parseContract(name, `${name}.graphql`, sdl);
  if (!isContract(contract)) throw new Error(JSON.stringify(contract));
  const schema = makeExecutableSchema({ typeDefs: [contractDirectives, sdl], resolvers });
  return {
    name,
    contract,
    // Through text and JSON, as over a wire.
    call: toCall(async (request) => {
      const { document, variables } = request;
      const variableValues = overWire(variables ?? {});
      const answer = overWire(await graphql({ schema, source: print(document), variableValues }));
      if (answer.data) spoil?.(answer as { data: Record<string, unknown> });
      const result = isDown(name)
        ? { errors: [new ServiceError("SERVICE_UNAVAILABLE", name)] }
        : readGraphqlBody(answer, request, { service: name });
      for (const error of result.errors ?? [])
        tellFailure(request.context as RequestContext, error as ServiceError, request.place?.(error.path) ?? []);
      return result;
    }),
    async subscribe({ document, variables }) {
      const events = await subscribe({
        schema,
        document: parse(print(document)),
        variableValues: overWire(variables ?? {}),
      });
      if ("errors" in events) throw new Error(`The ${name} service cannot be subscribed to: ${String(events.errors)}`);
      return events as AsyncIterableIterator<ExecutionResult>;
    },
    dispose: async () => undefined,
  };
}

function overWire<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
