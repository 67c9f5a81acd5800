/** REST routes that go straight to one service: only the methods and paths that are declared, each under a policy. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { GatewayError } from "../../errors.ts";
import type { Logger } from "../../observability/logger.ts";
import type { Fault } from "../../transports/fault.ts";
import { valuesOf } from "../../transports/forwarded-headers.ts";
import type { Proxy, ProxyTarget } from "../../transports/proxy.ts";
import { parsePathTemplate, shapeOf } from "../../util/path-template.ts";
import type { Door } from "../admission.ts";
import { chooseRoute, type ChosenRoute, type RouteCandidate, type RouteCondition } from "./choose-route.ts";
import { createForwarding, hasBody, type Forwarding } from "./forwarding.ts";
import { refuseOtherMethods } from "./refuse-methods.ts";
import { createRoutePolicy, type DemandPolicy, type RouteLimits, type RoutePolicy } from "./route-policy.ts";

/** A route that goes straight to one service. What a request matches is judged first by path, then in the order of the list. */
export interface ServiceRouteOptions extends RoutePolicy {
  kind: "service";
  /** The service that answers, by its name. */
  service: string;
  /**
   * The paths that clients use, each with the service's own: `{ "/api/orders/:id": "/orders/:id" }`. A parameter is one
   * segment; a star at the end of both stands for all further ones. The service's path begins with a fixed segment.
   */
  paths: Readonly<Record<string, string>>;
  /** The methods that are let through; `HEAD` comes with `GET`. @default ["GET"] */
  methods?: readonly RouteMethod[];
  /** What else a request must have; of several routes with its path and method, the first that fits answers. @default nothing */
  when?: RouteCondition;
  /** Addresses that answer in place of the service's own, for example a canary's; what follows the host begins every path. @default the service's */
  endpoints?: string | readonly string[];
  /** How long a call may take, to the last byte of its answer, in milliseconds. @default the service's `timeoutMs` */
  timeoutMs?: number;
  /** A longer request body is refused with 413, in bytes. @default `server.maxBodyBytes` */
  maxRequestBytes?: number;
  /** A longer answer is cut off, in bytes. @default the service's `maxResponseBytes` */
  maxResponseBytes?: number;
  /** Whether clients read what the service says with a status of 500 or more, or the gateway's own words. @default "mask" */
  errors?: "mask" | "pass";
}

export const ROUTE_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export type RouteMethod = (typeof ROUTE_METHODS)[number];

/** A route with the place that it leads to. */
export interface OpenServiceRoute {
  readonly options: ServiceRouteOptions;
  readonly target: ProxyTarget;
  /** The addresses of the service's groups of endpoints, by their names, where the route leads to the service's own. */
  readonly groups: ReadonlyMap<string, ProxyTarget["endpoints"]>;
  /** Whether the service is handed the client's own token, see `ServiceOptions.passToken`. */
  readonly passToken: boolean;
  /** What goes wrong with all its calls, see `ServiceOptions.fault`. */
  readonly fault: Fault | undefined;
  /** Paths at the service that no route leads to, in lower case: where it speaks GraphQL. */
  readonly hiddenPaths: ReadonlySet<string>;
}

export interface ServiceRoutesParts {
  readonly door: Door;
  readonly proxy: Proxy;
  readonly limits: RouteLimits;
  readonly log: Logger;
  /** The headers that decide which endpoints answer. */
  readonly decidingHeaders: readonly string[];
}

interface Candidate extends RouteCandidate {
  readonly method: string;
  readonly maxRequestBytes: number;
  readonly demand: DemandPolicy;
  readonly forwarding: Forwarding;
}

/** Adds all routes to services: bodies are not read here, whatever they are, but go on as they come. */
export function addServiceRoutes(
  app: FastifyInstance,
  routes: readonly OpenServiceRoute[],
  { door, proxy, limits, log, decidingHeaders }: ServiceRoutesParts,
): void {
  const pairs = routes.flatMap(({ options }) => pairsOf(options));
  const conditionHeaders = routes.flatMap(({ options }) => Object.keys(options.when?.headers ?? {}));
  const candidates = routes.flatMap(({ options, target, groups, passToken, fault, hiddenPaths }): Candidate[] => {
    const ofService = pairs.filter(({ service }) => service === options.service);
    const own = proxy.open(target);
    const byGroup = new Map([...groups].map(([name, endpoints]) => [name, proxy.open({ ...target, endpoints })]));
    const forwarding = createForwarding(
      (group) => byGroup.get(group ?? "") ?? own,
      target,
      { ...options, passToken, fault },
      { door, pairs: ofService, log, decidingHeaders: [...decidingHeaders, ...conditionHeaders] },
    );
    const demand = createRoutePolicy(options, Object.keys(options.paths)[0] ?? "", limits);
    const { maxRequestBytes } = target;
    const route = { when: options.when, hiddenPaths, maxRequestBytes, demand, forwarding };
    return pairsOf(options).flatMap((pair) => methodsOf(options).map((method) => ({ ...pair, ...route, method })));
  });
  const chosen = new WeakMap<FastifyRequest, ChosenRoute<Candidate>>();

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    for (const [shape, ofShape] of Map.groupBy(candidates, ({ from }) => shapeOf(from))) {
      const byMethod = Map.groupBy(ofShape, ({ method }) => method);
      const url = urlOf(shape);
      for (const [method, ofMethod] of byMethod) {
        scope.route({
          url,
          method,
          exposeHeadRoute: false,
          async onRequest(request, reply) {
            await door.admit(request, reply);
            refuseMisuse(request);
            const choice = chooseRoute(ofMethod, request);
            await choice.candidate.demand(door.admissionOf(request));
            if (Number(request.headers["content-length"] ?? 0) > choice.candidate.maxRequestBytes)
              throw new GatewayError("REQUEST_TOO_LARGE");
            chosen.set(request, choice);
          },
          async handler(request, reply) {
            const choice = chosen.get(request);
            if (choice === undefined) throw new Error("A request is forwarded that fits no route.");
            return choice.candidate.forwarding(request, reply, choice.path);
          },
        });
      }
      refuseOtherMethods(scope, url, [...byMethod.keys()], door);
    }
  });
}

function pairsOf({ paths, service }: ServiceRouteOptions) {
  return Object.entries(paths).map(([from, to]) => ({
    from: parsePathTemplate(from),
    to: parsePathTemplate(to),
    service,
  }));
}

/** The methods that a route answers, with the one that comes along. */
export function methodsOf({ methods = ["GET"] }: Pick<ServiceRouteOptions, "methods">): string[] {
  return methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
}

/** A shape as Fastify writes it, where parameters have names. */
function urlOf(shape: string): string {
  return shape
    .split("/")
    .map((segment, index) => (segment === ":" ? `:segment${index}` : segment))
    .join("/");
}

function refuseMisuse(request: FastifyRequest): void {
  if (valuesOf(request.raw.rawHeaders, "content-type").length > 1)
    throw new GatewayError("BAD_USER_INPUT", { message: "The request names more than one content type." });
  if (request.headers.upgrade !== undefined)
    throw new GatewayError("BAD_USER_INPUT", { message: "Nothing is upgraded to here." });
  if ((request.method === "GET" || request.method === "HEAD") && hasBody(request))
    throw new GatewayError("BAD_USER_INPUT", { message: `A ${request.method} has no body.` });
}
