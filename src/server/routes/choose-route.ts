import type { FastifyRequest } from "fastify";
import { GatewayError } from "../../errors.ts";
import { fillPath, matchPath, type PathTemplate } from "../../util/path-template.ts";
import { notFound } from "../error-handler.ts";
import { readTarget } from "./read-target.ts";

/** What a request must have beside its path and method. */
export interface RouteCondition {
  /** Headers with exactly these values, for example `{ "x-canary": "1" }`. @default none */
  headers?: Readonly<Record<string, string>>;
  /** One of these content types, without parameters, for example `["application/json"]`. @default any, or none */
  contentTypes?: readonly string[];
}

/** A path of clients', and the service's own. */
export interface PathPair {
  readonly from: PathTemplate;
  readonly to: PathTemplate;
}

export interface RouteCandidate extends PathPair {
  readonly when: RouteCondition | undefined;
  /** Paths at the service that no route leads to, in lower case. */
  readonly hiddenPaths: ReadonlySet<string>;
}

export interface ChosenRoute<Candidate> {
  readonly candidate: Candidate;
  /** Path and query at the service. */
  readonly path: string;
}

/** Where services have what is for their operators: no route leads there, by its own path or below a star. */
export const OPERATORS_PATHS: ReadonlySet<string> = new Set(
  "graphql graphiql health healthz livez readyz metrics counters admin actuator".split(" "),
);

/**
 * The first of the candidates, all of one shape and method, that a request fits. Throws BAD_USER_INPUT: 404 where none
 * fits, 415 where one would with another content type, 400 for a path that can be read in more than one way.
 */
export function chooseRoute<Candidate extends RouteCandidate>(
  candidates: readonly Candidate[],
  request: FastifyRequest,
): ChosenRoute<Candidate> {
  const { segments, query } = readTarget(request.raw.url ?? "");
  let hasOtherType = false;
  for (const candidate of candidates) {
    const parameters = matchPath(candidate.from, segments);
    if (parameters === undefined || !hasHeaders(request, candidate.when?.headers)) continue;
    if (!hasContentType(request, candidate.when?.contentTypes)) {
      hasOtherType = true;
      continue;
    }
    const path = fillPath(candidate.to, parameters);
    const below = plain(parameters.get("*") ?? "").split("/");
    if (candidate.hiddenPaths.has(plain(path)) || below.some((part) => OPERATORS_PATHS.has(part)))
      throw notFound(request);
    return { candidate, path: path + query };
  }
  if (!hasOtherType) throw notFound(request);
  const types = candidates.flatMap(({ when }) => when?.contentTypes ?? []);
  throw new GatewayError("BAD_USER_INPUT", {
    message: `The request's content-type must be ${[...new Set(types)].join(" or ")}.`,
    httpStatus: 415,
  });
}

function hasHeaders({ headers }: FastifyRequest, wanted: RouteCondition["headers"] = {}): boolean {
  return Object.entries(wanted).every(([name, value]) => headers[name.toLowerCase()] === value);
}

function hasContentType({ headers }: FastifyRequest, wanted: RouteCondition["contentTypes"]): boolean {
  if (wanted === undefined) return true;
  const [type = ""] = (headers["content-type"] ?? "").split(";", 1);
  return wanted.some((one) => one.toLowerCase() === type.trim().toLowerCase());
}

/** As the least strict of servers reads it: some know no case, some take what follows a semicolon in a segment for nothing. */
function plain(path: string): string {
  return decodeURIComponent(path)
    .replaceAll(/;[^/]*/g, "")
    .toLowerCase();
}
