/** The least that an HTTP server can do with a request: read it, and send it back. */
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    response.writeHead(200, ["content-type", "application/json", "content-length", String(body.length)]);
    response.end(body);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env["PORT"]), "127.0.0.1");
// Leaves by itself, so that a profile of it can be written.
process.once("SIGTERM", () => process.exit());
