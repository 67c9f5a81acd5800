import { AnswerUnusable } from "./http-exchange.ts";

/** One event of an event stream. */
export interface StreamedEvent {
  /** Its name, `message` where it has none. */
  readonly event: string;
  /** Empty where it has none. */
  readonly data: string;
}

/**
 * Reads an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation) from its
 * bytes, however they are cut. Comments, ids and retry times are passed over. Rejected with `AnswerUnusable` where one event
 * is longer than `maxBytes`; an event that is cut off by the end of the stream is none. Other than a browser does it, an
 * event that has but a name is one: many servers say `complete` so.
 */
export async function* readEventStream(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<StreamedEvent> {
  const decoder = new TextDecoder();
  let text = "";
  let event = "";
  let data: string[] = [];
  let size = 0;
  let mayBeHalfEnd = false;
  for await (const chunk of chunks) {
    const piece = decoder.decode(chunk, { stream: true });
    text += piece;
    size += chunk.length;
    // A long line that comes in many pieces is looked through once, when it ends.
    const holdsEnd = mayBeHalfEnd || /[\r\n]/.test(piece);
    if (piece !== "") mayBeHalfEnd = piece.endsWith("\r");
    // A carriage return at the end may be half of a line's end.
    const lines = holdsEnd ? text.split(/\r\n|\n|\r(?!$)/) : [text];
    text = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0 || event !== "") yield { event: event === "" ? "message" : event, data: data.join("\n") };
        event = "";
        data = [];
        size = text.length;
        continue;
      }
      const [field, value] = splitOnce(line);
      if (field === "event") event = value;
      else if (field === "data") data.push(value);
    }
    if (size > maxBytes) throw new AnswerUnusable(`An event is longer than ${maxBytes} bytes.`);
  }
}

function splitOnce(line: string): [field: string, value: string] {
  const colon = line.indexOf(":");
  if (colon === -1) return [line, ""];
  const start = line[colon + 1] === " " ? colon + 2 : colon + 1;
  return [line.slice(0, colon), line.slice(start)];
}
