import { fillPath, matchPath } from "../../util/path-template.ts";
import type { PathPair } from "./choose-route.ts";

/**
 * Where a service's `Location` is for clients: a path of the service's own under the name that a route gives it.
 * Undefined where no route leads there, or to a plain-http address of another host, which is likely one of the inside.
 */
export function rewriteLocation(
  location: string,
  requestPath: string,
  endpoint: URL,
  pairs: readonly PathPair[],
): string | undefined {
  const base = endpoint.pathname.replace(/\/$/, "");
  const from = new URL(`${endpoint.origin}${base}${requestPath}`);
  if (!URL.canParse(location, from)) return undefined;
  const place = new URL(location, from);
  if (place.origin !== endpoint.origin) return place.protocol === "https:" ? location : undefined;
  if (!place.pathname.startsWith(`${base}/`)) return undefined;
  const segments = place.pathname.slice(base.length + 1).split("/");
  try {
    for (const pair of pairs) {
      const parameters = matchPath(pair.to, segments);
      if (parameters !== undefined) return fillPath(pair.from, parameters) + place.search + place.hash;
    }
  } catch {
    // An address with a broken encoding leads nowhere.
  }
  return undefined;
}
