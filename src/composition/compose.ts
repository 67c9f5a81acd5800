import type { SubschemaConfig } from "@graphql-tools/delegate";
import { stitchSchemas } from "@graphql-tools/stitch";
import { GraphQLError, type DocumentNode, type GraphQLScalarType } from "graphql";
import type { Aggregate, FetchJoin } from "../aggregates/aggregate.ts";
import type { JoinTargets } from "../aggregates/fetch-join.ts";
import { createAggregateResolvers } from "../aggregates/resolvers.ts";
import { ConfigurationError } from "../errors.ts";
import { printProblem, problemOf } from "../registry/problem.ts";
import type { Service } from "../registry/service.ts";
import { askOnce } from "./ask-once.ts";
import { relaxAggregateLists, tightenAggregateLists } from "./aggregate-lists.ts";
import type { ComposedSchema } from "./composed-schema.ts";
import { readCosts } from "../directives/costs.ts";
import { nullableByDegradation, readDegradations, readFieldTimeouts } from "../directives/degradations.ts";
import { createFieldGuards } from "../directives/field-guards.ts";
import { readPolicies } from "../directives/policies.ts";
import { createEntityKeys, takesKeyList } from "./entity-keys.ts";
import { ownTypesOf } from "./gateway-types.ts";
import { locateErrors } from "./locate-errors.ts";
import { createPublicSchema } from "./public-schema.ts";
import { relaxFields } from "./relax-fields.ts";
import { readRootParts } from "./root-parts.ts";
import { createServiceSubschema, ownerOf } from "./service-subschema.ts";
import { readTimedJoins } from "./timed-fields.ts";

export interface Composition {
  readonly services: readonly Service[];
  /** What the gateway itself adds. */
  readonly gatewayContract: DocumentNode;
  readonly aggregates: readonly Aggregate[];
  /** How the contracts' scalars are checked; one that is not named here passes as it comes. */
  readonly scalars: Readonly<Record<string, GraphQLScalarType>>;
}

/**
 * Composes the contracts of all services and of the gateway into one schema. Expects contracts that passed the checks; what
 * the library refuses all the same is a `ConfigurationError`, too.
 */
export function compose(composition: Composition): ComposedSchema {
  try {
    return stitch(composition);
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.nodes === undefined) throw error;
    throw new ConfigurationError([printProblem(problemOf(error))]);
  }
}

function stitch({ services, gatewayContract, aggregates, scalars }: Composition): ComposedSchema {
  const contracts = services.map((service) => service.contract);
  const byName = new Map(services.map((service) => [service.name, service]));
  const documents = [...contracts.map(({ document }) => document), gatewayContract];
  const degradations = readDegradations(documents);
  const timeouts = readFieldTimeouts(degradations);
  const timedJoins = readTimedJoins(aggregates, timeouts);
  const joins = aggregates
    .flatMap((aggregate) => aggregate.joins)
    .filter((join) => join.kind === "fetch" && !timedJoins.has(join)) as FetchJoin[];
  const owners = new Map(services.map((service) => [service.name, ownerOf(service)]));
  const asked = { timeouts, joins, timedJoins };
  const described = new Map(
    services.map((service) => [service.name, createServiceSubschema(service, scalars, owners, asked)]),
  );
  const subschemas = new Map([...described].map(([name, { config }]) => [name, config]));
  const parts = [...described.values()].flatMap(({ config, timed }) => [config, ...timed.map((part) => part.config)]);
  const keys = createEntityKeys(joins, byName, subschemas);
  const targets: JoinTargets = {
    serviceOf(join) {
      const limit = timedJoins.get(join);
      const timed = described.get(join.service)?.timed ?? [];
      const part = timed.find(({ timeoutMs, isLookup }) => timeoutMs === limit && !isLookup);
      return rootParts.get((part?.config ?? subschemas.get(join.service)) as SubschemaConfig) as SubschemaConfig;
    },
    takesList: (join) => takesKeyList(join, byName.get(join.service)),
    // A join with a time limit of its own asks its service first, so that others' calls are not held to it.
    entityOf: (join) => (timedJoins.has(join) ? undefined : keys.entityOf(join)),
  };
  const stitched = stitchSchemas({
    subschemas: [...parts, ...(keys.subschema === undefined ? [] : [keys.subschema])],
    typeDefs: relaxAggregateLists(ownTypesOf(gatewayContract, contracts), aggregates),
    resolvers: [scalars, ...aggregates.map((aggregate) => createAggregateResolvers(aggregate, targets))] as never,
    mergeDirectives: false,
  });
  askOnce(stitched);
  const rootParts = readRootParts(stitched, parts);
  const visible = createPublicSchema(tightenAggregateLists(stitched, gatewayContract, aggregates), contracts);
  const guards = createFieldGuards(visible, readPolicies(documents));
  return Object.freeze({
    publicSchema: relaxFields(visible, new Set([...guards.refusable, ...nullableByDegradation(degradations)])),
    // A degraded field that fails takes nothing along before what stands in its place is put there.
    executableSchema: locateErrors(relaxFields(stitched, new Set([...guards.refusable, ...degradations.keys()]))),
    guards,
    degradations,
    timeouts,
    costs: readCosts(documents),
    owners,
    aggregates,
  });
}
