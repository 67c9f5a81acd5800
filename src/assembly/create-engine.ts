import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { Engine } from "../execution/engine.ts";
import { createPlannedEngine } from "../execution/planned-engine.ts";
import { createStitchedEngine } from "../execution/stitched-engine.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Service } from "../registry/service.ts";

/** Makes the engine that a configuration names. */
export function createEngine(
  name: Engine["name"] = "planned",
  schema: ComposedSchema,
  services: readonly Service[],
  { planFallbacks }: Pick<Metrics, "planFallbacks">,
): Engine {
  const stitched = createStitchedEngine(schema);
  if (name === "stitched") return stitched;
  return createPlannedEngine(schema, services, stitched, {
    onFallback: (reason) => planFallbacks.inc({ reason }),
  });
}
