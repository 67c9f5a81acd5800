import type { GraphQLSchema } from "graphql";
import type { Costs } from "../directives/costs.ts";
import type { Aggregate } from "../aggregates/aggregate.ts";
import type { Degradations, FieldTimeouts } from "../directives/degradations.ts";
import type { FieldGuards } from "../directives/field-guards.ts";
import type { Owner } from "./owners.ts";

/** What composition gives: one schema in two views. Frozen; replaced whole. */
export interface ComposedSchema {
  /** What clients see: documents are validated against it, and introspection shows it. */
  readonly publicSchema: GraphQLSchema;
  /**
   * What the stitched engine executes: the same graph with what is inaccessible, and with the lists of aggregates,
   * degraded fields and those that may be refused nullable, so that a failure inside one takes no more than its own part.
   */
  readonly executableSchema: GraphQLSchema;
  /** Which fields demand something of the one who asks. */
  readonly guards: FieldGuards;
  /** What stands in the place of fields that fail. */
  readonly degradations: Degradations;
  /** How long the calls for fields may take that have a time limit of their own. */
  readonly timeouts: FieldTimeouts;
  /** What operations cost. */
  readonly costs: Costs;
  /** Who can answer what, by service, in the configuration's order. */
  readonly owners: ReadonlyMap<string, Owner>;
  readonly aggregates: readonly Aggregate[];
}
