import type { FastifyInstance } from "fastify";
import { createYoga } from "graphql-yoga";
import { GatewayError } from "../errors.ts";
import { createAnswerPost } from "./answer-post.ts";
import type { Door } from "./admission.ts";
import { asksEventStream, sendEventStream, type EventStreamOptions } from "./event-stream.ts";
import { useBatches } from "./plugins/use-batches.ts";
import { useErrorCodes } from "./plugins/use-error-codes.ts";
import { usePipeline, type PipelineOptions, type YogaServerContext } from "./plugins/use-pipeline.ts";
import { refuseOtherMethods } from "./routes/refuse-methods.ts";
import type { WebSockets } from "./web-sockets.ts";

export interface GraphqlRouteOptions extends PipelineOptions {
  readonly door: Door;
  readonly graphiql: boolean;
  /** What GraphiQL's editor shows first. */
  readonly defaultQuery: string;
  /** How many operations one request may bring. */
  readonly maxBatchSize: number;
  readonly webSockets: WebSockets;
  /** Whether connections are to be closed with their next answer. */
  readonly isStopping: () => boolean;
  readonly eventStreams: EventStreamOptions;
}

export const GRAPHQL_PATH = "/graphql";

/** GraphiQL brings all its code along in the page: nothing else may be loaded, from anywhere. */
const PAGE_POLICY = [
  "default-src 'self' 'unsafe-inline' data: blob:",
  "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** `/graphql`: GraphQL over HTTP, and GraphiQL for browsers. */
export function addGraphqlRoute(
  app: FastifyInstance,
  {
    door,
    graphiql,
    defaultQuery,
    maxBatchSize,
    webSockets,
    isStopping,
    eventStreams,
    ...pipeline
  }: GraphqlRouteOptions,
): void {
  const yoga = createYoga<YogaServerContext>({
    graphqlEndpoint: GRAPHQL_PATH,
    // What a request may do is decided by our own server and pipeline.
    cors: false,
    multipart: false,
    // How many is for our own plugin to say, which charges for them, too.
    batching: { limit: Infinity },
    extraParamNames: ["onError"],
    landingPage: false,
    logging: false,
    maskedErrors: false,
    healthCheckEndpoint: "/_unused",
    graphiql: graphiql ? { title: "Selvage", defaultQuery } : false,
    // Nine megabytes of page, loaded when somebody opens it.
    renderGraphiQL: async (options) => (await import("@graphql-yoga/render-graphiql")).renderGraphiQL(options),
    plugins: [useBatches(maxBatchSize), usePipeline(pipeline), useErrorCodes(pipeline.log)],
  });

  const answerPost = createAnswerPost({ ...pipeline, isStopping });

  app.route({
    url: GRAPHQL_PATH,
    method: ["GET", "POST"],
    exposeHeadRoute: false,
    async onRequest(request, reply) {
      // Who opens a WebSocket introduces himself by its first message.
      if (!webSockets.isUpgrade(request)) await door.admit(request, reply);
    },
    async handler(request, reply) {
      if (webSockets.isUpgrade(request)) return webSockets.accept(request, reply);
      if (request.method === "POST" && !request.body) {
        throw new GatewayError("BAD_USER_INPUT", { message: "The request has no body." });
      }
      if (asksEventStream(request)) return sendEventStream(request, reply, door.admissionOf(request), eventStreams);
      const answered = answerPost(request, reply, door.admissionOf(request));
      if (answered !== undefined) return answered;
      const response = await yoga.handleNodeRequestAndResponse(request as never, reply as never, {
        incoming: request,
        reply,
        admission: door.admissionOf(request),
      });
      response.headers.forEach((value, name) => reply.header(name, value));
      if (response.headers.get("content-type")?.startsWith("text/html") === true)
        reply.header("content-security-policy", PAGE_POLICY);
      return reply.status(response.status).send(response.body ?? "");
    },
  });

  refuseOtherMethods(app, GRAPHQL_PATH, ["GET", "POST"], door);
}
