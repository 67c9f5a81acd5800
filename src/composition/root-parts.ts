import type { StitchingInfo, SubschemaConfig } from "@graphql-tools/delegate";
import type { GraphQLSchema } from "graphql";

/**
 * For each service, the part of it that is asked by its root fields. The stitching library divides a service with `@computed`
 * fields: into those, with no more root fields than they need, and the rest. Told to ask the service, it would ask the first.
 */
export function readRootParts(
  stitched: GraphQLSchema,
  services: readonly SubschemaConfig[],
): ReadonlyMap<SubschemaConfig, SubschemaConfig> {
  const { mergedTypes } = stitched.extensions["stitchingInfo"] as StitchingInfo;
  const all = [...(mergedTypes[stitched.getQueryType()?.name ?? ""]?.typeMaps.keys() ?? [])] as SubschemaConfig[];
  return new Map(
    services.map((service) => {
      const parts = all.filter(({ name }) => name === service.name);
      return [service, parts.find((part) => !hasComputedFields(part)) ?? parts.at(-1) ?? service];
    }),
  );
}

function hasComputedFields({ merge = {} }: SubschemaConfig): boolean {
  return Object.values(merge).some(({ fields = {} }) =>
    Object.values(fields).some(({ computed }) => computed === true),
  );
}
