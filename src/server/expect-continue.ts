import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/**
 * Asks a client that waits with its body (`Expect: 100-continue`, RFC 9110, section 10.1.1) for it only once the request
 * was let in; who is refused keeps it.
 */
export function addExpectContinue(app: FastifyInstance): void {
  const waiting = new WeakSet<IncomingMessage>();
  app.server.on("checkContinue", (request: IncomingMessage, response: unknown) => {
    waiting.add(request);
    app.server.emit("request", request, response);
  });
  app.addHook("preParsing", ({ raw }, reply, payload, done) => {
    if (waiting.has(raw)) reply.raw.writeContinue();
    done(null, payload);
  });
}
