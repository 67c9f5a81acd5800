import type { GatewayConfig, RouteConfig } from "../config/config.ts";
import { OPERATORS_PATHS } from "../server/routes/choose-route.ts";
import type { ServiceRouteOptions } from "../server/routes/service-routes.ts";
import { TRANSPORT_KINDS } from "../transports/transport-kinds.ts";
import { parametersOf, parsePathTemplate, shapeOf, type PathTemplate } from "../util/path-template.ts";

/** Where the gateway itself answers. */
const OWN_PATHS: ReadonlySet<string> = new Set(["graphql", "health", "metrics"]);

/** What is wrong with the routes beyond their form, each problem with its path in the configuration. */
export function routeProblems({ routes = [], services }: GatewayConfig): string[] {
  const problems: string[] = [];
  /** Who answers a path first, and who takes every request of a method that comes to it. */
  const owners = new Map<string, { at: string; kind: RouteConfig["kind"] }>();
  const takers = new Map<string, string>();

  function readReach(route: RouteConfig, at: string, place: string, shape: string): void {
    const owner = owners.get(shape);
    if (owner === undefined) owners.set(shape, { at, kind: route.kind });
    else if (route.kind === "operation" || owner.kind === "operation")
      problems.push(`${place}: ${owner.at} has this path, too; a stored operation shares its path with no other route`);
    if (route.kind === "operation") return;
    for (const method of route.methods ?? ["GET"]) {
      const key = `${method} ${shape}`;
      const taker = takers.get(key);
      if (taker !== undefined) problems.push(`${place}: is never asked: ${taker} takes every ${method} of this path`);
      else if (route.when === undefined) takers.set(key, at);
    }
  }

  routes.forEach((route, index) => {
    const at = `routes[${index}]`;
    if (route.public === true && (route.roles !== undefined || route.scopes !== undefined))
      problems.push(`${at}.public: whoever needs a role or a scope must log in; drop one or the other`);
    if (route.kind === "operation") {
      if (route.maxAgeSeconds !== undefined && route.public !== true)
        problems.push(`${at}.maxAgeSeconds: caches keep nothing that needs a login; drop it, or make the route public`);
      const path = parsePathTemplate(route.path);
      const found = [...clientPathProblems(path), ...(parametersOf(path).includes("*") ? ["may have no star"] : [])];
      problems.push(...found.map((problem) => `${at}.path: ${problem}`));
      readReach(route, at, `${at}.path`, shapeOf(path));
      return;
    }
    problems.push(...serviceProblems(route, services).map((problem) => `${at}.${problem}`));
    for (const [from, to] of Object.entries(route.paths)) {
      const place = `${at}.paths["${from}"]`;
      const path = parsePathTemplate(from);
      const found = [...clientPathProblems(path), ...servicePathProblems(path, parsePathTemplate(to))];
      problems.push(...found.map((problem) => `${place}: ${problem}`));
      readReach(route, at, place, shapeOf(path));
    }
  });
  return problems;
}

function serviceProblems(route: ServiceRouteOptions, services: GatewayConfig["services"]): string[] {
  const service = services.find(({ name }) => name === route.service);
  if (service === undefined) return [`service: there is no service ${JSON.stringify(route.service)}`];
  const protocols: readonly string[] = TRANSPORT_KINDS[service.transport ?? "graphql"].protocols;
  if (route.endpoints !== undefined || protocols.includes("http:")) return [];
  return [`endpoints: is missing; the ${route.service} service's own addresses do not speak HTTP`];
}

function clientPathProblems(path: PathTemplate): string[] {
  const [first] = path.segments;
  if (first?.kind !== "fixed") return ["must begin with a fixed segment, for example /api"];
  const names = parametersOf(path);
  return [
    ...(OWN_PATHS.has(first.text) ? [`/${first.text} is the gateway's own`] : []),
    ...(new Set(names).size < names.length ? ["names a parameter twice"] : []),
  ];
}

function servicePathProblems(from: PathTemplate, to: PathTemplate): string[] {
  const [first] = to.segments;
  if (first?.kind !== "fixed")
    return [`${to.text || "/"} must begin with a fixed segment: else it leads to all that the service has`];
  if (OPERATORS_PATHS.has(first.text.toLowerCase()))
    return [`${to.text} is not for clients: no route leads to /${first.text}`];
  const known = parametersOf(from);
  const used = parametersOf(to);
  const strange = used.filter((name) => !known.includes(name));
  return [
    ...strange.map((name) => `${to.text} uses ${name === "*" ? "a star" : `:${name}`}, which is not in the path`),
    ...(known.includes("*") && !used.includes("*") ? [`${to.text} drops what the star stands for`] : []),
  ];
}
