import { isObjectType, parse, Source, type DocumentNode } from "graphql";
import { checkComposition } from "../../src/composition/checks/check-composition.ts";
import type { Contract } from "../../src/registry/contract.ts";
import { isLookupName } from "./print-graph.ts";

/** What the gateway's own contract says where it says nothing. */
export const NO_CONTRACT = parse("scalar Unused");

/** A contract of the gateway's own that gives some fields of a random graph time limits, of two lengths. */
export function limitFields(contracts: readonly Contract[], numbers: readonly number[]): DocumentNode {
  const all = [...fieldsOf(contracts)];
  let chosen = all.filter((_field, index) => ((numbers[index % numbers.length] ?? 0) + index) % 5 < 2);
  for (;;) {
    if (chosen.length === 0) return NO_CONTRACT;
    const texts = chosen.map(([coordinate, field], index) => {
      const [type] = coordinate.split(".");
      return `extend type ${type} { ${field} @degrade(timeoutMs: ${index % 3 === 0 ? 1_000 : 2_000}) }`;
    });
    const contract = parse(new Source(texts.join("\n"), "gateway.graphql"));
    const { errors } = checkComposition(contracts, contract, []);
    if (errors.length === 0) return contract;
    // Not of all fields: of those that cannot be fetched by themselves it cannot be said.
    const refused = new Set(errors.map(({ message }) => /^@degrade of (\w+\.\w+) cannot/.exec(message)?.[1]));
    const left = chosen.filter(([coordinate]) => !refused.has(coordinate));
    if (left.length === chosen.length) throw new Error(JSON.stringify(errors, null, 2));
    chosen = left;
  }
}

function fieldsOf(contracts: readonly Contract[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const { schema } of contracts) {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith("__") || type.name === "Mutation" || type.name === "Subscription")
        continue;
      for (const { name, args, type: given } of Object.values(type.getFields())) {
        if (isLookupName(name)) continue;
        const taken = args.map((argument) => `${argument.name}: ${String(argument.type)}`).join(", ");
        fields.set(`${type.name}.${name}`, `${name}${taken === "" ? "" : `(${taken})`}: ${String(given)}`);
      }
    }
  }
  return fields;
}
