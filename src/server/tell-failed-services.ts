import type { FastifyReply } from "fastify";
import type { ExecutionResult } from "graphql";
import type { PartialAnswer } from "../operation/tell-partial.ts";

/** Names the services that failed in the header `X-Partial`, for those who see no further than headers; of a batch, those of all its answers. */
export function tellFailedServices(reply: FastifyReply, results: readonly Pick<ExecutionResult, "extensions">[]): void {
  const names = new Set<string>();
  for (const { extensions } of results) {
    const partial = extensions?.["partial"] as PartialAnswer | undefined;
    for (const { name } of partial?.services ?? []) names.add(name);
  }
  if (names.size > 0) reply.header("x-partial", [...names].join(", "));
}
