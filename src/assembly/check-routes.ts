import type { GatewayConfig } from "../config/config.ts";
import { OPERATORS_PATHS } from "../server/routes/choose-route.ts";
import { methodsOf, type ServiceRouteOptions } from "../server/routes/service-routes.ts";
import { TRANSPORT_KINDS } from "../transports/transport-kinds.ts";
import { parametersOf, parsePathTemplate, shapeOf, type PathTemplate } from "../util/path-template.ts";

/** Where the gateway itself answers. */
const OWN_PATHS: ReadonlySet<string> = new Set(["graphql", "health", "metrics"]);

/** What is wrong with the routes beyond their form, each problem with its path in the configuration. */
export function routeProblems({ routes = [], services }: GatewayConfig): string[] {
  const problems: string[] = [];
  const takers = new Map<string, string>();

  routes.forEach((route, index) => {
    const at = `routes[${index}]`;
    if (route.public === true && (route.roles !== undefined || route.scopes !== undefined))
      problems.push(`${at}.public: whoever needs a role or a scope must log in; drop one or the other`);
    problems.push(...serviceProblems(route, services).map((problem) => `${at}.${problem}`));
    for (const [from, to] of Object.entries(route.paths)) {
      const templates = { from: parsePathTemplate(from), to: parsePathTemplate(to) };
      problems.push(...pathProblems(templates).map((problem) => `${at}.paths["${from}"]: ${problem}`));
      for (const method of methodsOf(route)) {
        const key = `${method} ${shapeOf(templates.from)}`;
        const taker = takers.get(key);
        if (taker !== undefined && method !== "HEAD")
          problems.push(`${at}.paths["${from}"]: is never asked: ${taker} takes every ${method} of this path`);
        if (route.when === undefined) takers.set(key, at);
      }
    }
  });
  return problems;
}

function serviceProblems(route: ServiceRouteOptions, services: GatewayConfig["services"]): string[] {
  const service = services.find(({ name }) => name === route.service);
  if (service === undefined) return [`service: there is no service ${route.service}`];
  const protocols: readonly string[] = TRANSPORT_KINDS[service.transport ?? "graphql"].protocols;
  if (route.endpoints !== undefined || protocols.includes("http:")) return [];
  return [`endpoints: is missing: the ${route.service} service's own addresses do not speak HTTP`];
}

function pathProblems({ from, to }: Readonly<Record<"from" | "to", PathTemplate>>): string[] {
  const problems: string[] = [];
  const [first] = from.segments;
  if (first === undefined || first.kind !== "fixed") problems.push("must begin with a fixed segment, for example /api");
  else if (OWN_PATHS.has(first.text)) problems.push(`/${first.text} is the gateway's own`);
  const [start] = to.segments;
  if (start === undefined || start.kind !== "fixed")
    problems.push(`${to.text || "/"} must begin with a fixed segment: else it leads to all that the service has`);
  else if (OPERATORS_PATHS.has(start.text.toLowerCase()))
    problems.push(`${to.text} is not for clients: routes never lead to /${start.text}`);
  const known = parametersOf(from);
  if (new Set(known).size < known.length) problems.push("names a parameter twice");
  for (const name of parametersOf(to))
    if (!known.includes(name))
      problems.push(`${to.text} uses ${name === "*" ? "*" : `:${name}`}, which is not in the path`);
  if (known.includes("*") && !parametersOf(to).includes("*"))
    problems.push(`${to.text} drops what the star stands for`);
  return problems;
}
