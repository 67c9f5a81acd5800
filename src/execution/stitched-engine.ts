import { execute, GraphQLError, type DocumentNode, type GraphQLSchema } from "graphql";
import { answerNotes } from "../aggregates/answer-notes.ts";
import type { ComposedSchema } from "../composition/composed-schema.ts";
import { nullOnError } from "../composition/null-on-error.ts";
import type { Service } from "../registry/service.ts";
import type { Engine, EngineRequest } from "./engine.ts";
import { watchLostFields, type LostField } from "../composition/lost-fields.ts";
import { answerSubscriptionCall } from "../composition/subscription-calls.ts";
import { rootCauses, ServiceError } from "../errors.ts";
import { foldErrors } from "./fold-errors.ts";
import { createPlainNames, restoreNames } from "./plain-names.ts";
import { tellSilentFailures } from "./silent-failures.ts";
import { shapeAggregates } from "./shape-aggregates.ts";
import { stoppable, stoppedAnswer } from "./stopped-answer.ts";

/** The reference: graphql-js over the stitched schema, with what the library gets wrong put right. */
export function createStitchedEngine(composed: ComposedSchema): Engine {
  const { executableSchema } = composed;
  const usePlainNames = createPlainNames(composed);
  let nullSchema: GraphQLSchema | undefined;
  const run = async (document: DocumentNode, { variables, context, onError }: EngineRequest) => {
    const schema = onError === "NULL" ? (nullSchema ??= nullOnError(executableSchema)) : executableSchema;
    return execute({ schema, document, variableValues: variables, contextValue: context });
  };

  return {
    name: "stitched",
    prepare: usePlainNames,
    async execute(request) {
      const { event, critical } = request;
      const plain = usePlainNames(request.document);
      const stop = critical && stoppable(request.context);
      const context = stop?.context ?? request.context;
      if (event !== undefined) answerSubscriptionCall(context, () => event);
      const lost = Promise.withResolvers<LostField>();
      if (critical !== undefined) watchLostFields(context, critical, lost.resolve);
      const executed = run(plain.document, { ...request, context });
      const outcome = await (critical === undefined ? executed : Promise.race([lost.promise, executed]));
      if ("cause" in outcome) {
        stop?.stop();
        const stopped = stoppedAnswer(outcome, context);
        return plain.isRenamed ? { ...restoreNames(stopped), isStopped: true } : stopped;
      }
      const { data, errors = [] } = outcome;
      if (data === undefined) return { errors };
      const told = [...errors, ...tellSilentFailures(data, errors, context)];
      const shaped = shapeAggregates(data, told, answerNotes(context));
      const folded = foldErrors(shaped.data, [...shaped.errors, ...tellIdle(shaped)], context);
      const answer = folded.length === 0 ? { data: shaped.data } : { errors: folded, data: shaped.data };
      return plain.isRenamed ? restoreNames(answer) : answer;
    },
    async subscribe(request) {
      const { context } = request;
      let events: ReturnType<Service["subscribe"]> | undefined;
      answerSubscriptionCall(context, (service, call) => {
        events = service.subscribe(call);
        return { data: null };
      });
      const { errors = [] } = await run(usePlainNames(request.document).document, request);
      try {
        if (events !== undefined) return await events;
      } catch (error) {
        return { errors: foldErrors(null, [new GraphQLError("", { originalError: error as Error })], context) };
      }
      return { errors: foldErrors(null, errors, context) };
    },
  };
}

/** The errors of what does not exist that tell of calls which failed, and which no other error tells of. */
function tellIdle({ errors, idle }: ReturnType<typeof shapeAggregates>): readonly GraphQLError[] {
  const told = new Set(errors.flatMap(rootCauses).map(failureIn));
  return idle.filter((error) => rootCauses(error).every((cause) => !isMisfit(cause) && !told.has(failureIn(cause))));
}

/** Whether the call was answered, and only a value in the answer does not fit: where nothing is made of it, that is nothing. */
function isMisfit(cause: unknown): boolean {
  const coordinate = cause instanceof ServiceError ? cause.extensions["coordinate"] : undefined;
  return typeof coordinate === "string" && !coordinate.startsWith("Query.");
}

function failureIn(cause: unknown): unknown {
  return cause instanceof ServiceError ? cause.failure : cause;
}
