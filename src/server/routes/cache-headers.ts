import type { Principal } from "../../auth/principal.ts";

/** What an answer that depends on who asks varies by, for caches that may hold answers to nobody. */
export const VARY_BY_ASKER = "authorization, x-api-key";

/**
 * Keeps shared caches from handing one person's answer to another, whatever the service says: they see neither who asked
 * nor what the service was told of it. What is public, for nobody in particular, is cached as the service says.
 */
export function limitCaching(headers: Record<string, string | string[]>, isPublic: boolean, { kind }: Principal): void {
  const vary = String(headers["vary"] ?? "");
  if (vary !== "*") headers["vary"] = [...(vary === "" ? [] : [vary]), VARY_BY_ASKER].join(", ");
  if (isPublic && kind === "anonymous") return;
  const directives = String(headers["cache-control"] ?? "no-store")
    .split(",")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^(?:public|private|s-maxage)\b/i.test(directive));
  headers["cache-control"] = ["private", ...directives].join(", ");
  delete headers["expires"];
}
