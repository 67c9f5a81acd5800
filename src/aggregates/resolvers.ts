import { getNullableType, isListType, responsePathAsArray, type GraphQLFieldResolver } from "graphql";
import type { RequestContext } from "../context.ts";
import { AggregateRun } from "./aggregate-run.ts";
import type { Aggregate, Join } from "./aggregate.ts";
import { answerNotes } from "./answer-notes.ts";
import type { JoinTargets } from "./fetch-join.ts";

type Resolver<Source> = GraphQLFieldResolver<Source, RequestContext, Record<string, unknown>>;

/** Makes the stitched engine's resolvers of an aggregate: one for its root field, one for each join. */
export function createAggregateResolvers(
  aggregate: Aggregate,
  targets: JoinTargets,
): Record<string, Record<string, Resolver<never>>> {
  const startRun: Resolver<unknown> = (_source, args, context, info) =>
    new AggregateRun(aggregate, String(args[aggregate.argument]), targets, context, info);
  return {
    Query: { [aggregate.rootField]: startRun },
    [aggregate.type]: Object.fromEntries(
      aggregate.joins.map((join) => [join.field, createJoinResolver(aggregate, join)]),
    ),
  };
}

function createJoinResolver(aggregate: Aggregate, join: Join): Resolver<AggregateRun> {
  return async function resolveJoin(run, args, context, info) {
    const isList = isListType(getNullableType(info.returnType));
    if (isList) answerNotes(context).lists.push(responsePathAsArray(info.path));
    const value = await run.resolve(join, args, info);
    if (value === null && join.field === aggregate.identity) {
      answerNotes(context).missing.push(responsePathAsArray(info.path.prev));
    }
    return value;
  };
}
