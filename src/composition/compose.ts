import type { SubschemaConfig } from "@graphql-tools/delegate";
import { stitchSchemas } from "@graphql-tools/stitch";
import type { DocumentNode, GraphQLScalarType } from "graphql";
import type { Aggregate } from "../aggregates/aggregate.ts";
import type { JoinTargets } from "../aggregates/fetch-join.ts";
import { createAggregateResolvers } from "../aggregates/resolvers.ts";
import type { Service } from "../registry/service.ts";
import { relaxAggregateLists, tightenAggregateLists } from "./aggregate-lists.ts";
import type { ComposedSchema } from "./composed-schema.ts";
import { readCosts } from "../directives/costs.ts";
import { nullableByDegradation, readDegradations } from "../directives/degradations.ts";
import { createFieldGuards } from "../directives/field-guards.ts";
import { readPolicies } from "../directives/policies.ts";
import { createEntityKeys, takesKeyList } from "./entity-keys.ts";
import { ownTypesOf } from "./gateway-types.ts";
import { locateErrors } from "./locate-errors.ts";
import { createPublicSchema } from "./public-schema.ts";
import { relaxFields } from "./relax-fields.ts";
import { createServiceSubschema } from "./service-subschema.ts";

export interface Composition {
  readonly services: readonly Service[];
  /** What the gateway itself adds. */
  readonly gatewayContract: DocumentNode;
  readonly aggregates: readonly Aggregate[];
  /** How the contracts' scalars are checked; one that is not named here passes as it comes. */
  readonly scalars: Readonly<Record<string, GraphQLScalarType>>;
}

/** Composes the contracts of all services and of the gateway into one schema. Expects contracts that passed the checks. */
export function compose({ services, gatewayContract, aggregates, scalars }: Composition): ComposedSchema {
  const contracts = services.map((service) => service.contract);
  const byName = new Map(services.map((service) => [service.name, service]));
  const described = services.map((service) => createServiceSubschema(service, scalars));
  const owners = new Map(described.map(({ owner }) => [owner.service, owner]));
  const subschemas = new Map(described.map(({ owner, config }) => [owner.service, config]));
  const joins = aggregates.flatMap((aggregate) => aggregate.joins).filter((join) => join.kind === "fetch");
  const keys = createEntityKeys(joins, byName, subschemas);
  const targets: JoinTargets = {
    serviceOf: (name) => subschemas.get(name) as SubschemaConfig,
    takesList: (join) => takesKeyList(join, byName.get(join.service)),
    entityOf: keys.entityOf,
  };
  const stitched = stitchSchemas({
    subschemas: [...subschemas.values(), ...(keys.subschema === undefined ? [] : [keys.subschema])],
    typeDefs: relaxAggregateLists(ownTypesOf(gatewayContract, contracts), aggregates),
    resolvers: [scalars, ...aggregates.map((aggregate) => createAggregateResolvers(aggregate, targets))] as never,
    mergeDirectives: false,
  });
  const visible = createPublicSchema(tightenAggregateLists(stitched, gatewayContract, aggregates), contracts);
  const documents = [...contracts.map(({ document }) => document), gatewayContract];
  const guards = createFieldGuards(visible, readPolicies(documents));
  const degradations = readDegradations(documents);
  return Object.freeze({
    publicSchema: relaxFields(visible, new Set([...guards.all.keys(), ...nullableByDegradation(degradations)])),
    // A degraded field that fails takes nothing along before what stands in its place is put there.
    executableSchema: locateErrors(relaxFields(stitched, new Set(degradations.keys()))),
    guards,
    degradations,
    costs: readCosts(documents),
    owners,
    aggregates,
  });
}
