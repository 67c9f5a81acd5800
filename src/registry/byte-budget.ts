import type { RequestContext } from "../context.ts";
import type { ByteBudget } from "../transports/transport.ts";

export interface UpstreamLimitOptions {
  /**
   * What services may answer in all to one request, in bytes; further answers fail with `SERVICE_BAD_RESPONSE`.
   * @default 50_000_000
   */
  maxUpstreamBytes?: number;
}

export const DEFAULT_MAX_UPSTREAM_BYTES = 50_000_000;

/** Gives each request's budget, which all services draw on. */
export function createByteBudgets({ maxUpstreamBytes = DEFAULT_MAX_UPSTREAM_BYTES }: UpstreamLimitOptions = {}) {
  return (context: RequestContext): ByteBudget => (context.byteBudget ??= { left: maxUpstreamBytes });
}
