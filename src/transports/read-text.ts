import type { Dispatcher } from "undici";
import type { ByteBudget } from "./transport.ts";

/** An answer that is there, but not to be read: too long, or compressed. */
export class AnswerUnusable extends Error {
  override readonly name = "AnswerUnusable";
}

/**
 * Reads an answer's body as text, no longer than `maxBytes` and what the request's budget has left. Throws `AnswerUnusable`
 * as soon as it is longer, or at once where its headers say so or name a compression, which nobody asked for: the rest is
 * not read, and the connection is closed.
 */
export async function readText(
  { body, headers }: Pick<Dispatcher.ResponseData, "body" | "headers">,
  maxBytes: number,
  budget: ByteBudget = { left: Infinity },
): Promise<string> {
  const encoding = headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") throw refuse(body, "The answer is compressed.");
  const announced = Number(headers["content-length"] ?? 0);
  if (announced > maxBytes || announced > budget.left) throw refuse(body, tooLong(announced, maxBytes));

  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    budget.left -= chunk.length;
    // Leaving the loop destroys the body, and with it the connection.
    if (bytes > maxBytes || budget.left < 0) throw new AnswerUnusable(tooLong(bytes, maxBytes));
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined
    ? chunks[0].toString("utf8")
    : Buffer.concat(chunks, bytes).toString("utf8");
}

function refuse(body: Dispatcher.ResponseData["body"], why: string): AnswerUnusable {
  const error = new AnswerUnusable(why);
  // Whoever destroys a body with a reason is told of it once more, as an event.
  body.on("error", () => {}).destroy(error);
  return error;
}

function tooLong(bytes: number, maxBytes: number): string {
  return bytes > maxBytes
    ? `The answer is longer than ${maxBytes} bytes.`
    : "The answers to one request are longer together than they may be.";
}
