/**
 * One HTTP request and its whole answer, as text. Written on undici's `dispatch`: an answer that is read as a whole needs no
 * stream, which would cost more than all the rest of a call.
 */
import type { Dispatcher } from "undici";
import type { CancelSignal } from "../util/cancellation.ts";
import type { ByteBudget } from "./transport.ts";

export interface HttpRequest {
  readonly method: Dispatcher.HttpMethod;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** Ends the exchange, and with it the connection. */
  readonly signal?: CancelSignal | undefined;
}

export interface HttpLimits {
  /** Of an answer, in bytes. */
  readonly maxBytes: number;
  /** Of an answer whose status is 400 or more, in bytes. What is longer is not read, and no error: the status is known. */
  readonly maxRefusalBytes: number;
  /** How many bytes the answers to one client's request may still have. @default any number */
  readonly budget?: ByteBudget | undefined;
}

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined for a refusal that was not read. */
  readonly text: string | undefined;
}

/** An answer that is there, but not to be read: too long, compressed, or something else than was asked for. */
export class AnswerUnusable extends Error {
  override readonly name = "AnswerUnusable";
}

/**
 * Sends a request. Rejected with undici's error where there is no answer, with the signal's reason where it was ended, and
 * with `AnswerUnusable` as soon as the answer is longer than it may be, or at once where its headers say so or name a
 * compression, which nobody asked for: the rest is not read then, and the connection is closed.
 */
export function exchange(dispatcher: Dispatcher, request: HttpRequest, limits: HttpLimits): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const { signal, method, path, headers, body = null } = request;
  if (signal?.aborted === true) return Promise.reject(asError(signal.reason));
  dispatcher.dispatch({ method, path, headers, body }, new AnswerReader(signal, limits, resolve, reject));
  return promise;
}

class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #signal: CancelSignal | undefined;
  readonly #limits: HttpLimits;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (error: Error) => void;
  #statusCode = 0;
  #headers: HttpAnswer["headers"] = {};
  #first: Buffer | undefined;
  #others: Buffer[] | undefined;
  #bytes = 0;

  constructor(
    signal: CancelSignal | undefined,
    limits: HttpLimits,
    resolve: (answer: HttpAnswer) => void,
    reject: (error: Error) => void,
  ) {
    this.#signal = signal;
    this.#limits = limits;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const signal = this.#signal;
    if (signal?.aborted === true) controller.abort(asError(signal.reason));
    else signal?.addEventListener("abort", () => controller.abort(asError(signal.reason)));
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number, headers: HttpAnswer["headers"]): void {
    // Informational ones come before the answer.
    if (statusCode < 200) return;
    this.#statusCode = statusCode;
    this.#headers = headers;
    const encoding = headers["content-encoding"];
    const announced = headers["content-length"];
    if (encoding !== undefined && encoding !== "identity") this.#stop(controller, "The answer is compressed.");
    else if (announced !== undefined) this.#check(controller, Number(announced), 0);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (!this.#check(controller, this.#bytes, chunk.length)) return;
    if (this.#first === undefined) this.#first = chunk;
    else (this.#others ??= [this.#first]).push(chunk);
  }

  onResponseEnd(): void {
    const whole = this.#others === undefined ? this.#first : Buffer.concat(this.#others, this.#bytes);
    this.#answer(whole === undefined ? "" : whole.toString("utf8"));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }

  #answer(text: string | undefined): void {
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, text });
  }

  /** Whether an answer of so many bytes may be read on. */
  #check(controller: Dispatcher.DispatchController, bytes: number, arrived: number): boolean {
    const { maxBytes, maxRefusalBytes, budget } = this.#limits;
    if (budget !== undefined) budget.left -= arrived;
    if (this.#statusCode >= 400 && bytes > maxRefusalBytes) return this.#stop(controller, undefined);
    if (bytes > maxBytes) return this.#stop(controller, `The answer is longer than ${maxBytes} bytes.`);
    if (budget === undefined || (arrived === 0 ? bytes <= budget.left : budget.left >= 0)) return true;
    return this.#stop(controller, "The answers to one request are longer together than they may be.");
  }

  #stop(controller: Dispatcher.DispatchController, why: string | undefined): false {
    // Settled before undici tells of the end that is made here.
    if (why === undefined || this.#statusCode >= 400) this.#answer(undefined);
    else this.#reject(new AnswerUnusable(why));
    controller.abort(new AnswerUnusable(why ?? "The refusal is longer than it needs to be."));
    return false;
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
