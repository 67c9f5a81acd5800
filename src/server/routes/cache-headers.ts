import type { FastifyReply } from "fastify";
import type { Principal } from "../../auth/principal.ts";

/** Tells caches that the answer depends on who asks, beside what else was said that it depends on, and what else decides. */
export function varyByAsker(reply: FastifyReply, decidingHeaders: readonly string[], said = ""): void {
  const all = [reply.getHeader("vary"), said, "authorization, x-api-key", ...decidingHeaders].filter(
    (each) => each !== undefined && each !== "",
  );
  reply.header("vary", said === "*" ? said : all.join(", "));
}

/**
 * Keeps shared caches from handing one person's answer to another, whatever the service says: they see neither who asked
 * nor what the service was told of it. What is public, for nobody in particular, is cached as the service says.
 */
export function limitCaching(headers: Record<string, string | string[]>, isPublic: boolean, { kind }: Principal): void {
  if (isPublic && kind === "anonymous") return;
  const directives = String(headers["cache-control"] ?? "no-store")
    .split(",")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^(?:public|private|s-maxage)\b/i.test(directive));
  headers["cache-control"] = ["private", ...directives].join(", ");
  delete headers["expires"];
}
