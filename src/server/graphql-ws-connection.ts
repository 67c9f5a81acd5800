/** The server's side of `graphql-transport-ws` (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md), for one socket. */
import type { ExecutionResult } from "graphql";
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType, parseMessage, type SubscribePayload } from "graphql-ws";
import type { WebSocket } from "ws";
import { connectionRefusal, IDENTITY_EXPIRED, type ConnectionClose } from "../auth/connection-refusal.ts";
import type { RequestContext } from "../context.ts";
import { GatewayError } from "../errors.ts";
import type { Logger } from "../observability/logger.ts";
import type { Gauge } from "../observability/metrics.ts";
import type { Pipeline } from "../operation/pipeline.ts";
import { callAt } from "../util/call-at.ts";
import type { Admission } from "./admission.ts";
import type { LoadShedding } from "./load-shedding.ts";
import { formatResult, resultOf } from "./format-result.ts";

export interface GraphqlWsOptions {
  readonly pipeline: Pipeline;
  readonly log: Logger;
  readonly load: LoadShedding;
  readonly subscriptions: Gauge<"protocol">;
  readonly maxOperations: number;
  readonly initTimeoutMs: number;
  /** Says who introduces itself with this payload, and charges them. Rejected with a refusal. */
  readonly admit: (payload: unknown) => Promise<Admission>;
  /** What an operation carries with it. */
  readonly createContext: (admission: Admission, signal: AbortSignal) => RequestContext;
}

/** While more than this waits to be sent, nothing is read, in bytes: who does not take answers may not ask. */
const MAX_UNSENT_BYTES = 1_000_000;

export class GraphqlWsConnection {
  readonly #socket: WebSocket;
  readonly #options: GraphqlWsOptions;
  readonly #operations = new Map<string, AbortController>();
  readonly #initTimer: NodeJS.Timeout | undefined;
  #isIntroduced = false;
  #admission: Admission | undefined;
  #callOffExpiry: (() => void) | undefined;

  constructor(socket: WebSocket, options: GraphqlWsOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on("error", () => undefined);
    socket.once("close", () => this.#endOperations());
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      this.close({ code: CloseCode.SubprotocolNotAcceptable, reason: "Subprotocol not acceptable" });
      return;
    }
    socket.on("message", (data: Buffer, isBinary) => this.#take(data, isBinary));
    this.#initTimer = setTimeout(() => {
      this.close({ code: CloseCode.ConnectionInitialisationTimeout, reason: "Connection initialisation timeout" });
    }, options.initTimeoutMs);
  }

  close({ code, reason }: ConnectionClose): void {
    this.#endOperations();
    this.#socket.close(code, reason);
  }

  #endOperations(): void {
    clearTimeout(this.#initTimer);
    this.#callOffExpiry?.();
    for (const operation of this.#operations.values()) operation.abort(new Error("The client has left."));
    this.#operations.clear();
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (isBinary) return this.close({ code: CloseCode.BadRequest, reason: "Messages are text" });
    let message: ReturnType<typeof parseMessage>;
    try {
      message = parseMessage(data.toString());
    } catch (error) {
      return this.close({ code: CloseCode.BadRequest, reason: shorten(error) });
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        void this.#introduce(message.payload);
        return;
      case MessageType.Ping:
        void this.#send({ type: MessageType.Pong, ...(message.payload ? { payload: message.payload } : {}) });
        return;
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        this.#subscribe(message.id, message.payload);
        return;
      case MessageType.Complete:
        this.#operations.get(message.id)?.abort(new Error("The client has left."));
        this.#operations.delete(message.id);
        return;
      default:
        this.close({ code: CloseCode.BadRequest, reason: `A client sends no ${message.type} message` });
    }
  }

  async #introduce(payload: unknown): Promise<void> {
    if (this.#isIntroduced) {
      return this.close({
        code: CloseCode.TooManyInitialisationRequests,
        reason: "Too many initialisation requests",
      });
    }
    this.#isIntroduced = true;
    clearTimeout(this.#initTimer);
    try {
      this.#admission = await this.#options.admit(payload);
    } catch (error) {
      if (!(error instanceof GatewayError))
        this.#options.log.error({ err: error }, "a WebSocket could not be admitted");
      return this.close(connectionRefusal(error));
    }
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const { expiresAtMs } = this.#admission;
    if (expiresAtMs !== undefined) this.#callOffExpiry = callAt(expiresAtMs, () => this.close(IDENTITY_EXPIRED));
    await this.#send({ type: MessageType.ConnectionAck });
  }

  #subscribe(id: string, payload: SubscribePayload): void {
    if (this.#admission === undefined) {
      return this.close({ code: CloseCode.Unauthorized, reason: "Unauthorized" });
    }
    if (this.#operations.has(id)) {
      return this.close({
        code: CloseCode.SubscriberAlreadyExists,
        reason: shorten(new Error(`Subscriber for ${id} already exists`)),
      });
    }
    const { maxOperations } = this.#options;
    if (this.#operations.size >= maxOperations) {
      const message = `No more than ${maxOperations} operations may run at a time over one connection.`;
      void this.#send(errorMessage(id, { errors: [new GatewayError("OPERATION_LIMIT_EXCEEDED", { message })] }));
      return;
    }
    const operation = new AbortController();
    this.#operations.set(id, operation);
    void this.#run(id, payload, operation, this.#admission).finally(() => {
      if (this.#operations.get(id) === operation) this.#operations.delete(id);
    });
  }

  /** Sends the results of one operation. Who has left is sent nothing more, not even `complete`. */
  async #run(id: string, payload: SubscribePayload, { signal }: AbortController, admission: Admission): Promise<void> {
    const { pipeline, log, load, subscriptions, createContext } = this.#options;
    const context = createContext(admission, signal);
    let isCounted = false;
    try {
      if (!load.hasRoom) throw load.refuse();
      await admission.charge(1);
      const answer = await pipeline.subscribe({ ...payload, allowMutation: true }, context);
      const results = Symbol.asyncIterator in answer ? answer : [answer];
      if ("return" in results) {
        isCounted = true;
        subscriptions.inc({ protocol: "ws" });
        const leave = () => void results.return?.();
        if (signal.aborted) leave();
        else signal.addEventListener("abort", leave);
      }
      for await (const result of results) {
        if (signal.aborted) return;
        // Without data nothing was executed, or nothing more is: the operation is at its end.
        if (result.data === undefined) return await this.#send(errorMessage(id, result));
        await this.#send({ id, type: MessageType.Next, payload: formatResult(result) });
      }
      if (!signal.aborted) await this.#send({ id, type: MessageType.Complete });
    } catch (error) {
      if (!signal.aborted) await this.#send(errorMessage(id, resultOf(error, context.requestId, log)));
    } finally {
      if (isCounted) subscriptions.dec({ protocol: "ws" });
    }
  }

  /** Done when the client's side took it: an operation that waits for this is not ahead of its client. */
  #send(message: object): Promise<void> {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return Promise.resolve();
    return new Promise((resolve) => {
      socket.send(JSON.stringify(message), () => {
        if (socket.isPaused && socket.bufferedAmount <= MAX_UNSENT_BYTES) socket.resume();
        resolve();
      });
      if (socket.bufferedAmount > MAX_UNSENT_BYTES) socket.pause();
    });
  }
}

function errorMessage(id: string, result: ExecutionResult): object {
  return { id, type: MessageType.Error, payload: formatResult(result).errors ?? [] };
}

/** A close frame has room for 123 bytes. */
function shorten(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return Buffer.byteLength(reason) <= 123 ? reason : "Invalid message";
}
