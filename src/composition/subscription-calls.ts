/**
 * A subscription's root field makes its call as any other field does; what comes of it depends on the moment. When the
 * subscription is opened, the call is for the service's events. When one of them is executed, the call has its answer: the
 * event. So each event is executed like a query, with a context, batches and failures of its own.
 */
import type { ExecutionResult } from "@graphql-tools/utils";
import type { RequestContext } from "../context.ts";
import type { Service } from "../registry/service.ts";
import type { UpstreamRequest } from "../transports/transport.ts";
import { Attachments } from "../util/attachments.ts";

/** Answers the one call of a subscription's root field. */
export type AnswerSubscriptionCall = (service: Service, request: UpstreamRequest) => ExecutionResult;

const byContext = new Attachments<RequestContext, AnswerSubscriptionCall>();

/** Says how the call is answered while the operation of this context is executed. */
export function answerSubscriptionCall(context: RequestContext, answer: AnswerSubscriptionCall): void {
  byContext.set(context, answer);
}

export function subscriptionCallAnswer(context: RequestContext): AnswerSubscriptionCall {
  const answer = byContext.get(context);
  if (answer === undefined) throw new Error("A subscription is executed that nobody opened.");
  return answer;
}
