import { request } from "undici";

export interface BoundedFetchOptions {
  /** Sent as they are. */
  headers?: Record<string, string>;
  /** Sent as a POST; a GET without. */
  body?: string;
  /** How long the whole exchange may take, to the last byte, in milliseconds. @default 2_000 */
  timeoutMs?: number;
  /** A longer answer is cut off, in bytes. @default 1_000_000 */
  maxBytes?: number;
}

export interface BoundedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export type BoundedFetch = (url: string, options?: BoundedFetchOptions) => Promise<BoundedAnswer>;

/**
 * Fetches a small document of a party that may be slow, huge or silent. Redirects are not followed. Rejected when the
 * time or the size is exceeded, or the connection fails.
 */
export const boundedFetch: BoundedFetch = async (url, options = {}) => {
  const { headers = {}, body, timeoutMs = 2_000, maxBytes = 1_000_000 } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const answer = await request(url, {
    method: body === undefined ? "GET" : "POST",
    headers,
    body: body ?? null,
    signal,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`The answer is longer than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return { status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString("utf8") };
};
