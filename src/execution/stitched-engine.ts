import { execute } from "graphql";
import { answerNotes } from "../aggregates/answer-notes.ts";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { Engine } from "./engine.ts";
import { foldErrors } from "./fold-errors.ts";
import { tellSilentFailures } from "./silent-failures.ts";
import { shapeAggregates } from "./shape-aggregates.ts";

/** The reference: graphql-js over the stitched schema, with what the library gets wrong put right. */
export function createStitchedEngine({ executableSchema }: ComposedSchema): Engine {
  return {
    name: "stitched",
    async execute({ document, variables, context }) {
      const { data, errors = [] } = await execute({
        schema: executableSchema,
        document,
        variableValues: variables,
        contextValue: context,
      });
      if (data === undefined) return { errors };
      const silent = tellSilentFailures(data, errors, context);
      const shaped = shapeAggregates(data, [...errors, ...silent], answerNotes(context));
      const folded = foldErrors(shaped.data, shaped.errors, context);
      return folded.length === 0 ? { data: shaped.data } : { errors: folded, data: shaped.data };
    },
  };
}
