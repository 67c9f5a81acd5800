import type { Policies } from "../../directives/policies.ts";
import { isRootType, objectTypesOf, type DescribedContract, type DescribedType } from "./described-contract.ts";
import { namedTypeOf } from "./type-nodes.ts";

/** The fields that may be refused, by `@auth` or `@rateLimit`: clients see them nullable, whatever their types say. */
export function readRefusableFields(
  contracts: readonly DescribedContract[],
  { requirements, rateLimits }: Policies,
): ReadonlySet<string> {
  const types = contracts.flatMap((contract) => [...contract.types.values()]);
  const interfaces = new Map<string, readonly string[]>();
  for (const type of types) interfaces.set(type.name, [...interfacesOf(type.name), ...type.interfaces]);

  function interfacesOf(name: string): readonly string[] {
    return interfaces.get(name) ?? [];
  }
  /** What a type demands of whoever is given it. */
  function demandedOf(name: string): readonly string[] {
    const all = [name, ...interfacesOf(name)].flatMap((each) => requirements.get(each) ?? []);
    return all.map((each) => JSON.stringify(each));
  }

  function isRefusable(type: DescribedType, field: string, given: string): boolean {
    const implementations = type.kind === "interface" ? objectTypesOf(type.contract, type.name) : [];
    const coordinates = [type.name, ...interfacesOf(type.name), ...implementations].map((each) => `${each}.${field}`);
    if (coordinates.some((each) => requirements.has(each) || rateLimits.has(each))) return true;
    const known = isRootType(type.name) ? [] : demandedOf(type.name);
    return [...demandedOf(given), ...implementations.flatMap(demandedOf)].some((each) => !known.includes(each));
  }

  return new Set(
    types.flatMap((type) =>
      [...type.fields]
        .filter(([name, node]) => isRefusable(type, name, namedTypeOf(node.type)))
        .map(([name]) => `${type.name}.${name}`),
    ),
  );
}
