import { describe, expect, it } from "vitest";
import { readEventStream } from "../../src/transports/read-event-stream.ts";

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const read = (text: string, size = 1_000, maxBytes = 1_000) =>
  Array.fromAsync(readEventStream(cut(text, size), maxBytes));

describe("an event stream", () => {
  for (const [what, text, events] of [
    ["an event with a name", "event: next\ndata: 1\n\n", [{ event: "next", data: "1" }]],
    ["an event without a name", "data: 1\n\n", [{ event: "message", data: "1" }]],
    ["an event of nothing but a name", "event: complete\n\n", [{ event: "complete", data: "" }]],
    ["blank lines, which are no events", "\n\ndata: 1\n\n\n\n", [{ event: "message", data: "1" }]],
    ["an event with empty data", "event: complete\ndata:\n\n", [{ event: "complete", data: "" }]],
    ["a field without a colon", "event: complete\ndata\n\n", [{ event: "complete", data: "" }]],
    ["data in several lines", "data: 1\ndata:  2\n\n", [{ event: "message", data: "1\n 2" }]],
    ["comments, ids and retry times", ":\n\n: ping\nid: 7\nretry: 1\ndata: 1\n\n", [{ event: "message", data: "1" }]],
    [
      "a name that is not kept",
      "event: next\ndata: 1\n\ndata: 2\n\n",
      [
        { event: "next", data: "1" },
        { event: "message", data: "2" },
      ],
    ],
    [
      "carriage returns",
      "event: next\rdata: 1\r\revent: next\r\ndata: 2\r\n\r\n",
      [
        { event: "next", data: "1" },
        { event: "next", data: "2" },
      ],
    ],
    ["a byte order mark", "\uFEFFdata: 1\n\n", [{ event: "message", data: "1" }]],
    ["characters of several bytes", "data: Ünïcödé 🧵\n\n", [{ event: "message", data: "Ünïcödé 🧵" }]],
    ["an event that is cut off is none", "data: 1\n\ndata: 2\n", [{ event: "message", data: "1" }]],
  ] as const) {
    it(`holds ${what}, however its bytes are cut`, async () => {
      for (const size of [1, 2, 3, 7, 1_000]) expect([size, await read(text, size)]).toEqual([size, events]);
    });
  }

  it("is refused where one event is too long, also one without an end", async () => {
    await expect(read(`data: ${"x".repeat(2_000)}\n\n`, 100)).rejects.toThrow("longer than 1000 bytes");
    await expect(read("data: x\n".repeat(500), 100)).rejects.toThrow("longer than 1000 bytes");
    expect(await read("data: x\n\n".repeat(500), 100)).toHaveLength(500);
  });
});
