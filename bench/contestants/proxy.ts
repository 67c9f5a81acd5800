/** Hands a request on to the product service and its answer back, unread. */
import { createServer } from "node:http";
import { Pool } from "undici";

const TIMEOUT_MS = 3_000;
const url = new URL(process.env["PRODUCT_SERVICE_URL"] ?? "");
const pool = new Pool(url.origin, { connections: 64, headersTimeout: 0, bodyTimeout: 0 });
const headers = ["content-type", "application/json", "accept", "application/json"];

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    let abort: ((reason: Error) => void) | undefined;
    const timer = setTimeout(() => abort?.(new Error("The service did not answer in time.")), TIMEOUT_MS);
    pool.dispatch(
      { path: url.pathname, method: "POST", headers, body },
      {
        onRequestStart(controller) {
          abort = (reason) => controller.abort(reason);
        },
        onResponseStart(_controller, status, { "content-length": length }) {
          const fields = ["content-type", "application/json"];
          if (typeof length === "string") fields.push("content-length", length);
          response.writeHead(status, fields);
        },
        onResponseData(_controller, chunk) {
          response.write(chunk);
        },
        onResponseEnd() {
          clearTimeout(timer);
          response.end();
        },
        onResponseError() {
          clearTimeout(timer);
          if (!response.headersSent) response.writeHead(502);
          response.end();
        },
      },
    );
  });
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env["PORT"]), "127.0.0.1");
// Leaves by itself, so that a profile of it can be written.
process.once("SIGTERM", () => process.exit());
