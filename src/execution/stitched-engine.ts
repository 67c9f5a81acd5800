import { execute, getOperationAST, Kind, type DocumentNode } from "graphql";
import { answerNotes } from "../aggregates/answer-notes.ts";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import type { Engine } from "./engine.ts";
import { createNormalizer, restoreNames } from "./normal-document.ts";
import { foldErrors } from "./fold-errors.ts";
import { tellSilentFailures } from "./silent-failures.ts";
import { shapeAggregates } from "./shape-aggregates.ts";

/** The reference: graphql-js over the stitched schema, with what the library gets wrong put right. */
export function createStitchedEngine({ executableSchema }: ComposedSchema): Engine {
  const normalize = createNormalizer(executableSchema);
  return {
    name: "stitched",
    async execute({ document, operationName, variables, context }) {
      const normal = normalize(document, operationName, withDefaults(document, operationName, variables));
      const { data, errors = [] } = await execute({
        schema: executableSchema,
        document: normal.document,
        operationName: operationName ?? null,
        variableValues: variables,
        contextValue: context,
      });
      if (data === undefined) return { errors };
      const silent = tellSilentFailures(data, errors, context);
      const shaped = shapeAggregates(data, [...errors, ...silent], answerNotes(context));
      const folded = foldErrors(shaped.data, shaped.errors, context);
      const answer = folded.length === 0 ? { data: shaped.data } : { errors: folded, data: shaped.data };
      return normal.isRenamed ? restoreNames(answer) : answer;
    },
  };
}

/** The variables' values where they decide conditions: also those that the client left to their defaults. */
function withDefaults(
  document: DocumentNode,
  operationName: string | undefined,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const defaults = (getOperationAST(document, operationName)?.variableDefinitions ?? []).flatMap(
    ({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.BOOLEAN ? [[variable.name.value, defaultValue.value]] : [],
  );
  return { ...Object.fromEntries(defaults), ...variables };
}
