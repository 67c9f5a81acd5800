import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Fault, ParityService } from "./parity-case.ts";

export type Answer = readonly [status: number, body: unknown];

/** Serves JSON over HTTP, or fails as told; `pagesName` is what the protocol calls a book's pages, `titleName` its title. */
export async function serveJson(
  answer: (request: IncomingMessage, body: string) => Answer | Promise<Answer>,
  names: { readonly pages: string; readonly title: string },
): Promise<ParityService> {
  let fault: Fault | undefined;
  let calls = 0;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    calls += 1;
    if (fault === "silent") return;
    if (fault === "reset") {
      response.destroy();
      return;
    }
    if (fault === "failing") return send(response, 500, { error: "Secret" });
    if (fault === "unreadable") {
      response.end("<html>");
      return;
    }
    const [status, body] = await answer(request, text);
    send(response, status, spoil(body, fault, names));
  }

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    fail: (next) => {
      fault = next;
      return next === "refused" ? close() : undefined;
    },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

function spoil(body: unknown, fault: Fault | undefined, names: { pages: string; title: string }): unknown {
  const text = JSON.stringify(body, (key, value: unknown) => {
    if (fault === "wrong type" && key === names.pages && value !== null) return "many";
    if (fault === "null" && key === names.title) return null;
    if (fault === "missing" && key === names.title) return undefined;
    return value;
  });
  if (text === undefined) return undefined;
  const spoiled = JSON.parse(text) as unknown;
  if (fault !== "too large" || typeof spoiled !== "object") return spoiled;
  return Array.isArray(spoiled) ? [...spoiled, "x".repeat(50_000)] : { ...spoiled, more: "x".repeat(50_000) };
}
