import { expect, it, onTestFinished } from "vitest";
import { startFakeService } from "../testkit/fake-service.ts";
import { openSocket } from "../testkit/raw-client.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

it("answers requests that were sent at once one after another, whole, however long and of whatever characters", async () => {
  const texts = ["short", "x".repeat(100_000), "é€😀".repeat(20_000), "x"];
  const books = await startFakeService("type Query { text(number: Int!): String }", {
    Query: { text: (_source: unknown, { number }: { number: number }) => texts[number] },
  });
  onTestFinished(() => books.close());
  const { url } = await startTestGateway({ books });
  const requests = texts.map((_text, number) => {
    const body = JSON.stringify({ query: `{ text(number: ${number}) }` });
    const connection = number === texts.length - 1 ? "close" : "keep-alive";
    return [
      "POST /graphql HTTP/1.1",
      "Host: localhost",
      "Content-Type: application/json",
      `Content-Length: ${body.length}`,
      `Connection: ${connection}`,
      "",
      body,
    ].join("\r\n");
  });
  const socket = openSocket(url);
  socket.write(requests.join(""));
  const received = Buffer.concat(await Array.fromAsync(socket as AsyncIterable<Buffer>));
  expect(readAnswers(received)).toEqual(texts.map((text) => ({ data: { text } })));
});

/** The JSON of each answer, as long as its `Content-Length` says. */
function readAnswers(received: Buffer): unknown[] {
  const answers: unknown[] = [];
  for (let rest = received; rest.length > 0;) {
    const end = rest.indexOf("\r\n\r\n") + 4;
    const [, length] = /^content-length: (\d+)\r?$/im.exec(rest.toString("latin1", 0, end)) ?? [];
    answers.push(JSON.parse(rest.toString("utf8", end, end + Number(length))));
    rest = rest.subarray(end + Number(length));
  }
  return answers;
}
