import type { Server as HttpServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fastifyCors, type FastifyCorsOptions } from "@fastify/cors";
import { fastify } from "fastify";
import type { Authenticator } from "../auth/authenticate.ts";
import type { Logger } from "../observability/logger.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { ClientLimit } from "../rate-limits/client-limit.ts";
import type { GroupChooser } from "../registry/choose-groups.ts";
import type { Proxy } from "../transports/proxy.ts";
import type { GatewayError } from "../errors.ts";
import { createAdminServer } from "./admin-server.ts";
import { createDoor } from "./admission.ts";
import { answerClientError } from "./client-error.ts";
import { createErrorHandler, handleNotFound } from "./error-handler.ts";
import { addExpectContinue } from "./expect-continue.ts";
import { addGraphqlRoute } from "./graphql-route.ts";
import { LoadShedding } from "./load-shedding.ts";
import { createOpenConnections, RELOADING, STOPPING } from "./open-connections.ts";
import type { PipelineOptions } from "./plugins/use-pipeline.ts";
import { findAmbiguousHost } from "./find-ambiguous-host.ts";
import { readFaults } from "./request-faults.ts";
import { readRequestId } from "./request-id.ts";
import { addHealthRoutes, ALWAYS_ANSWERED } from "./routes/health.ts";
import { addKeySetRoute } from "./routes/key-set.ts";
import { createInsidersOnly } from "./routes/insiders.ts";
import { addInsightRoutes, type InsightParts } from "./routes/insights.ts";
import { addOperationRoutes, type OpenOperationRoute } from "./routes/operation-routes.ts";
import type { RouteLimits } from "./routes/route-policy.ts";
import { addServiceRoutes, type OpenServiceRoute } from "./routes/service-routes.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { SUBSCRIPTION_DEFAULTS } from "./subscription-options.ts";
import { asksWebSocket, createWebSockets } from "./web-sockets.ts";
import { SERVER_DEFAULTS, type CorsOptions, type ServerOptions } from "./server-options.ts";

export interface Server {
  /** Where it listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Where metrics and the services' health are, where that is a port of its own. */
  readonly adminUrl: string | undefined;
  /** Ends what lasts, event streams and WebSockets, in a way that brings clients back: their schema is another one now. */
  endSubscriptions(): void;
  /** Takes no new requests, ends what lasts, lets requests in flight finish, and closes. */
  dispose(): Promise<void>;
}

export interface ServerParts extends Pick<PipelineOptions, "pipeline" | "log"> {
  readonly authenticator: Authenticator;
  readonly clientLimit: ClientLimit;
  readonly metrics: Metrics;
  /** How each service does, by what all processes know. */
  readonly tellStates: InsightParts["tellStates"];
  readonly log: Logger;
  readonly defaultQuery: string;
  readonly operationRoutes: readonly OpenOperationRoute[];
  /** The public keys of the demo issuer, where it is on. */
  readonly keySet: object | undefined;
  readonly serviceRoutes: readonly OpenServiceRoute[];
  /** The services whose faults a request may ask for; undefined where it may ask for none. */
  readonly faultyServices: readonly string[] | undefined;
  /** Chooses among the services' groups of endpoints, where there are any. */
  readonly groups: GroupChooser | undefined;
  readonly routeLimits: RouteLimits;
  readonly proxy: Proxy;
}

/** Starts the HTTP server. Rejected with Node's error where the port cannot be had (`EADDRINUSE`, `EACCES`). */
export async function createServer(parts: ServerParts, options: ServerOptions = {}): Promise<Server> {
  const { port, host, adminPort, drainMs, stopGraceMs, cors, ...settings } = { ...SERVER_DEFAULTS, ...options };
  let isStopping = false;

  const handleError = createErrorHandler(parts.log);
  const app = fastify({
    logger: false,
    bodyLimit: settings.maxBodyBytes,
    requestTimeout: settings.requestTimeoutMs,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    http: { maxHeaderSize: settings.maxHeaderBytes, shouldUpgradeCallback: asksWebSocket },
    genReqId: (request) => readRequestId(request.headers["x-request-id"]),
    // A path that cannot be decoded never gets to a route; it has its limit, too.
    frameworkErrors: async (problem, request, reply) => {
      reply.headers({ ...SECURITY_HEADERS, "x-request-id": request.id });
      const refusal = await door.admit(request, reply).catch((reason: unknown) => reason as GatewayError);
      handleError(refusal ?? problem, request, reply);
    },
    clientErrorHandler: answerClientError,
    forceCloseConnections: "idle",
    // Whoever was let in is answered, also at the very end.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1_024 },
  });
  app.removeAllContentTypeParsers();
  // Bytes are read and limited here, and parsed once, by Yoga. Other content types are refused: a browser sends them
  // across origins without asking.
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
  app.setErrorHandler(handleError);
  // With callbacks: a promise for each hook would take a share of the time of a whole request.
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(SECURITY_HEADERS).header("x-request-id", request.id);
    done(findAmbiguousHost(request.raw.rawHeaders));
  });
  addExpectContinue(app);
  if (cors !== undefined) await app.register(fastifyCors, corsPolicy(cors));
  const load = new LoadShedding(settings.loadShedding, { log: parts.log, shed: parts.metrics.requestsShed });
  app.addHook("onClose", async () => load.dispose());
  // Behind what lets pages of other origins read the answer, before anything that costs.
  app.addHook("onRequest", (request, reply, done) => {
    if (!webSockets.isUpgrade(request)) load.enter(reply.raw);
    if (load.hasRoom || ALWAYS_ANSWERED.has(request.routeOptions.url ?? ""))
      done(readFaults(request, parts.faultyServices));
    else done(load.refuse());
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    if (isStopping) reply.header("connection", "close");
    done(null, payload);
  });
  const subscriptions = { ...SUBSCRIPTION_DEFAULTS, ...settings.subscriptions };
  const connections = createOpenConnections(subscriptions.maxConnections);
  app.addHook("preClose", async () => {
    isStopping = true;
    connections.endAll(STOPPING);
  });
  const health = { isStopping: () => isStopping, load };
  addHealthRoutes(app, health);
  const door = createDoor(app, parts.authenticator, parts.clientLimit, parts.groups);
  // Looking for what may be there has its limit, too.
  app.setNotFoundHandler(async (request, reply) => {
    await door.admit(request, reply);
    return handleNotFound(request, reply);
  });
  if (parts.keySet !== undefined) addKeySetRoute(app, parts.keySet);
  if (adminPort === undefined) addInsightRoutes(app, parts, createInsidersOnly(door, settings.adminRoles));
  const { pipeline, log, metrics } = parts;
  const lasting = {
    pipeline,
    log,
    load,
    connections,
    subscriptions: metrics.clientSubscriptions,
    pingIntervalMs: subscriptions.pingIntervalMs,
    answerTimeoutMs: settings.answerTimeoutMs,
  };
  const webSockets = createWebSockets(app, {
    ...lasting,
    door,
    maxOperations: subscriptions.maxOperationsPerConnection,
    initTimeoutMs: subscriptions.initTimeoutMs,
    maxMessageBytes: settings.maxBodyBytes,
    origins: cors?.origins ?? [],
  });
  addGraphqlRoute(app, {
    ...parts,
    door,
    graphiql: settings.graphiql,
    maxBatchSize: settings.maxBatchSize,
    answerTimeoutMs: settings.answerTimeoutMs,
    isStopping: health.isStopping,
    webSockets,
    eventStreams: lasting,
  });
  const decidingHeaders = parts.groups?.headers ?? [];
  addOperationRoutes(app, parts.operationRoutes, {
    ...parts,
    door,
    limits: parts.routeLimits,
    decidingHeaders,
    answerTimeoutMs: settings.answerTimeoutMs,
  });
  addServiceRoutes(app, parts.serviceRoutes, { ...parts, door, decidingHeaders, limits: parts.routeLimits });

  async function openAdminServer() {
    if (adminPort === undefined) return undefined;
    try {
      return await createAdminServer({ port: adminPort, host }, { ...health, ...parts });
    } catch (error) {
      await app.close();
      throw error;
    }
  }

  const url = await app.listen({ port, host });
  const admin = await openAdminServer();
  return {
    url,
    adminUrl: admin?.url,
    endSubscriptions: () => connections.endAll(RELOADING),
    async dispose() {
      isStopping = true;
      // A client that asks over a connection which is just being closed would lose its request: so each is told first, by
      // `connection: close`, with an answer.
      if (drainMs > 0 && (await hasConnections(app.server))) await sleep(drainMs);
      const cutOff = setTimeout(() => {
        app.server.closeAllConnections();
        webSockets.terminate();
      }, stopGraceMs);
      await app.close().finally(() => clearTimeout(cutOff));
      await admin?.dispose();
    },
  };
}

function hasConnections(server: HttpServer): Promise<boolean> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error !== null || count > 0)));
}

/** What browsers are told: who may ask, and which of our headers a page may read. */
function corsPolicy({ origins, credentials = false, maxAgeSeconds = 600 }: CorsOptions): FastifyCorsOptions {
  return {
    origin: [...origins],
    credentials,
    maxAge: maxAgeSeconds,
    methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
    exposedHeaders: ["x-request-id", "x-partial", "ratelimit", "ratelimit-policy", "retry-after"],
  };
}
