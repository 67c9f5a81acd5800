import type { MergedTypeConfig, SubschemaConfig } from "@graphql-tools/delegate";
import { stitchingDirectives } from "@graphql-tools/stitching-directives";
import { EntityMissing, ServiceError } from "../errors.ts";
import type { Service } from "../registry/service.ts";

const { stitchingDirectivesTransformer } = stitchingDirectives();

/** One event-loop turn of the process: what was asked for in it goes to a service together. */
const oncePerTurn = { batchScheduleFn: (send: () => void) => setImmediate(send) };

/** A service as the stitching library knows it, its merge configuration read from the contract's directives. */
export function createServiceSubschema(service: Service): SubschemaConfig {
  const subschema = stitchingDirectivesTransformer({
    name: service.name,
    schema: service.contract.schema,
    executor: service.execute as NonNullable<SubschemaConfig["executor"]>,
    batch: true,
    batchingOptions: { dataLoaderOptions: oncePerTurn },
  });
  for (const config of Object.values(subschema.merge ?? {})) {
    for (const entry of [config, ...(config.entryPoints ?? [])]) checkLookup(service.name, entry);
  }
  return subschema;
}

/** An object that a lookup answers with null is missing, which is no failure; a list of another length is one. */
function checkLookup(
  service: string,
  entry: Pick<MergedTypeConfig, "fieldName" | "argsFromKeys" | "valuesFromResults">,
): void {
  if (entry.argsFromKeys === undefined) return;
  const read = entry.valuesFromResults;
  entry.valuesFromResults = (results, keys) => {
    const values: unknown = read === undefined ? results : read(results, keys);
    if (Array.isArray(values) && values.length === keys.length)
      return values.map((value) => value ?? new EntityMissing());
    if (values === null || values === undefined) return keys.map(() => new EntityMissing());
    const error = new ServiceError("SERVICE_BAD_RESPONSE", service, {
      cause: `${entry.fieldName} gave no list of ${keys.length} values.`,
    });
    return keys.map(() => error);
  };
}
