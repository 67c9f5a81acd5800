import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** Answers what is no HTTP request, before there is one that a route could answer, and closes the connection. */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
  const [status, message] = describe(error.code);
  const code = status === 431 ? "REQUEST_TOO_LARGE" : "BAD_USER_INPUT";
  const body = JSON.stringify({ error: { code, message } });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "content-type: application/json; charset=utf-8",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ];
  socket.write(lines.join("\r\n"));
  socket.destroySoon();
}

function describe(code: string | undefined): [number, string] {
  if (code === "HPE_HEADER_OVERFLOW") return [431, "The request's headers are too long."];
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return [408, "The request did not come in time."];
  return [400, "This is no valid HTTP request."];
}
