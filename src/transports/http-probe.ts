import type { Dispatcher } from "undici";

/** Asks an HTTP endpoint whether it is well: whether it answers with a status below `below`. Never rejected. */
export async function probeHttp(
  pool: Dispatcher,
  request: Pick<Dispatcher.RequestOptions, "path" | "method" | "headers" | "body">,
  below: number,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { statusCode, body } = await pool.request({ ...request, signal });
    await body.dump({ limit: 16_384 });
    return statusCode < below;
  } catch {
    return false;
  }
}
