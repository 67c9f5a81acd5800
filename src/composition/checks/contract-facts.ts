/** What the rules share, read once from all contracts: who describes, gives, owns and looks up which type. */
import type { DocumentNode } from "graphql";
import type { Aggregate } from "../../aggregates/aggregate.ts";
import { readDegradations } from "../../directives/degradations.ts";
import { readPolicies, type Policies } from "../../directives/policies.ts";
import type { Contract } from "../../registry/contract.ts";
import { ownTypesOf } from "../gateway-types.ts";
import {
  isCanonical,
  objectTypesOf,
  readDescribedContract,
  type DescribedContract,
  type DescribedType,
} from "./described-contract.ts";
import { hasDirective } from "./directive-values.ts";
import { readLookups, type Lookup } from "./lookups.ts";
import { readRefusableFields } from "./refusable-fields.ts";
import { namedTypeOf } from "./type-nodes.ts";

export interface ContractFacts {
  readonly aggregates: readonly Aggregate[];
  readonly services: ReadonlyMap<string, DescribedContract>;
  /** The gateway's own contract; without types where there is none. */
  readonly gateway: DescribedContract;
  /** What all contracts say of who may have what; the gateway's also says it of services' fields. */
  readonly policies: Policies;
  /** The fields that may be refused, by coordinate. */
  readonly refusable: ReadonlySet<string>;
  /** The coordinates of which a failure takes no more than the field, by `@degrade` or a policy, whatever its type says. */
  readonly relaxed: ReadonlySet<string>;
  /** The gateway's own contract as it is written, with what it repeats of the services'. */
  readonly writtenGateway: DescribedContract;
  /** By name, each as every contract describes it, the canonical description first. Without what is Apollo Federation's. */
  readonly types: ReadonlyMap<string, readonly DescribedType[]>;
  readonly lookups: readonly Lookup[];
  /** The fields of each type by which a lookup finds it. */
  readonly keyFields: ReadonlyMap<string, ReadonlySet<string>>;
  /** When the whole request is answered, whatever is there, in milliseconds. */
  readonly answerTimeoutMs: number;
  /** The coordinates that clients do not see. */
  readonly inaccessible: ReadonlySet<string>;
  /** The root fields that joins ask, as `service.rootField`. */
  readonly joined: ReadonlySet<string>;
  /** The services that give objects of a type where nobody asked them by a key that they gave before. */
  readonly givers: ReadonlyMap<string, ReadonlySet<string>>;
  /**
   * The service whose objects these are: the one whose contract says `@canonical`, else the only one that knows more
   * than the key, else the one that knows most.
   */
  readonly owners: ReadonlyMap<string, string>;
}

export function readContractFacts(
  contracts: readonly Contract[],
  gatewayContract: DocumentNode | undefined,
  aggregates: readonly Aggregate[],
  answerTimeoutMs = Infinity,
): ContractFacts {
  const services = new Map(
    contracts.map(({ name, document, schema, transport, proto }) => [
      name,
      readDescribedContract(name, document, schema, transport, proto),
    ]),
  );
  const described = [...services.values()];
  const gateway = readDescribedContract(undefined, gatewayContract && ownTypesOf(gatewayContract, contracts));
  const types = readTypes([...described, gateway]);
  const lookups = described.flatMap(readLookups);
  const keyFields = gather(
    lookups.flatMap(({ type, key }) => (key ?? []).map((path) => [type, path.split(".")[0] ?? path])),
  );
  const joins = aggregates.flatMap((aggregate) => aggregate.joins).filter((join) => join.kind === "fetch");
  const joined = new Set(joins.map(({ service, rootField }) => `${service}.${rootField}`));
  const documents = [...contracts.map(({ document }) => document), ...(gatewayContract ? [gatewayContract] : [])];
  const policies = readPolicies(documents);
  const writtenGateway = readDescribedContract(undefined, gatewayContract);
  const refusable = readRefusableFields([...described, gateway, writtenGateway], policies);
  return {
    aggregates,
    answerTimeoutMs,
    services,
    gateway,
    policies,
    refusable,
    relaxed: new Set([...refusable, ...degradedIn(documents)]),
    writtenGateway,
    types,
    lookups,
    keyFields,
    inaccessible: new Set(described.flatMap(inaccessibleIn)),
    joined,
    givers: gather(described.flatMap((contract) => giftsOf(contract, joined))),
    owners: readOwners(types, keyFields),
  };
}

/** Every service that speaks Apollo Federation has these of its own. */
const FEDERATION: ReadonlySet<string> = new Set(["_entities", "_service", "_Any", "_Entity", "_Service"]);

/** What `@degrade` says may fail alone. */
function degradedIn(documents: readonly DocumentNode[]): readonly string[] {
  return [...readDegradations(documents).values()].flatMap(({ isCritical, coordinate }) =>
    isCritical ? [] : coordinate,
  );
}

function readTypes(contracts: readonly DescribedContract[]): ReadonlyMap<string, readonly DescribedType[]> {
  const types = new Map<string, DescribedType[]>();
  for (const contract of contracts) {
    for (const type of contract.types.values()) {
      if (FEDERATION.has(type.name)) continue;
      const fields = new Map([...type.fields].filter(([field]) => type.name !== "Query" || !FEDERATION.has(field)));
      types.set(type.name, [...(types.get(type.name) ?? []), { ...type, fields }]);
    }
  }
  for (const descriptions of types.values()) {
    descriptions.sort((one, other) => Number(isCanonical(other)) - Number(isCanonical(one)));
  }
  return types;
}

function inaccessibleIn(contract: DescribedContract): readonly string[] {
  return [...contract.types.values()].flatMap((type) =>
    [...type.fields].flatMap(([field, node]) => (hasDirective(node, "inaccessible") ? [`${type.name}.${field}`] : [])),
  );
}

function giftsOf(contract: DescribedContract, joined: ReadonlySet<string>): readonly [string, string][] {
  const service = contract.service ?? "";
  return [...contract.types.values()].flatMap((type) =>
    [...type.fields].flatMap(([field, node]) => {
      const isOnlyLookup =
        type.name === "Query" &&
        hasDirective(node, "merge") &&
        (hasDirective(node, "inaccessible") || FEDERATION.has(field)) &&
        !joined.has(`${service}.${field}`);
      if (isOnlyLookup) return [];
      return objectTypesOf(contract, namedTypeOf(node.type)).map((name): [string, string] => [name, service]);
    }),
  );
}

function readOwners(types: ContractFacts["types"], keyFields: ContractFacts["keyFields"]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [name, descriptions] of types) {
    const own = descriptions.filter(({ contract, kind }) => contract.service !== undefined && kind === "object type");
    const [first] = own;
    if (first === undefined) continue;
    const keys = keyFields.get(name) ?? new Set();
    const contributing = own.filter(({ fields }) => [...fields.keys()].some((field) => !keys.has(field)));
    const largest = own.reduce((most, other) => (other.fields.size > most.fields.size ? other : most), first);
    const owner = isCanonical(first) ? first : contributing.length === 1 ? (contributing[0] ?? largest) : largest;
    owners.set(name, owner.contract.service ?? "");
  }
  return owners;
}

function gather(pairs: readonly (readonly string[])[]): ReadonlyMap<string, ReadonlySet<string>> {
  const sets = new Map<string, Set<string>>();
  for (const [name = "", value = ""] of pairs) sets.set(name, (sets.get(name) ?? new Set()).add(value));
  return sets;
}
