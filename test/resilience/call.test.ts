import { expect, it } from "vitest";
import { toExecutor, type Call } from "../../src/resilience/call.ts";
import { withResponseGuard } from "../../src/resilience/response-guard.ts";
import { withTimeout } from "../../src/resilience/timeout.ts";
import type { Executor } from "../../src/transports/transport.ts";
import { HELLO, requestFor } from "../testkit/calls.ts";

/** A layer with a fault of our own on the way back. */
const faulty =
  (next: Call): Call =>
  (request, answer) =>
    next(request, (result) => {
      if (result.errors !== undefined || result.data !== undefined) throw new Error("A fault of our own.");
      answer(result);
    });
const execute = (transport: Executor) =>
  toExecutor(faulty(withTimeout(withResponseGuard(transport, "library"), "library", 20)))(requestFor());

it("a fault of our own behind an answer rejects the call that it belongs to", async () => {
  await expect(execute(() => Promise.resolve(HELLO))).rejects.toThrow("A fault of our own.");
});

it("so does one behind a timer, which would end the process else", async () => {
  await expect(execute(() => new Promise(() => {}))).rejects.toThrow("A fault of our own.");
});

it("whatever a transport throws is a failure of its service", async () => {
  const result = await toExecutor(
    withResponseGuard(() => {
      throw new Error("It cannot even begin.");
    }, "library"),
  )(requestFor());
  expect(result.errors?.map(({ extensions }) => extensions["code"])).toEqual(["SERVICE_UNAVAILABLE"]);
});
