import { fork, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { Json } from "./store-testkit.ts";

const store = new URL("../../examples/store/", import.meta.url);

function runService(...options: string[]) {
  const child = spawn(process.execPath, [new URL("service.ts", store).pathname, ...options]);
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function readAddress(child: ReturnType<typeof runService>): Promise<string> {
  const [line] = await once(child.stdout, "data");
  const match = /^\w+ service: (http:\/\/127\.0\.0\.1:\d+)\/graphql\n$/.exec(String(line));
  return match![1]!;
}

async function exitOf(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, "exit");
  }
  return child.exitCode ?? child.signalCode;
}

test.each(["SIGTERM", "SIGINT"] as const)("a service runs alone until %s, and then exits with 0", async (signal) => {
  const child = runService("recommendation", "--port", "0");
  const url = await readAddress(child);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: "ok" });
  child.kill(signal);
  expect(await exitOf(child)).toBe(0);
  await expect(fetch(`${url}/health`)).rejects.toThrow("fetch failed");
});

async function askAsCustomer(url: string, query: string): Promise<unknown> {
  const headers = { "content-type": "application/json", "x-user-id": "user-1" };
  const response = await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query }) });
  return ((await response.json()) as { data: unknown }).data;
}

test("a service keeps its data in the file that it is given", async () => {
  const folder = mkdtempSync(join(tmpdir(), "store-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const first = runService("order", "--port", "0", "--database", join(folder, "orders.db"));
  const place = 'mutation { placeOrder(input: { items: [{ productId: "product-1", quantity: 1 }] }) { id } }';
  expect(await askAsCustomer(await readAddress(first), place)).toEqual({ placeOrder: { id: "order-5001" } });
  first.kill("SIGTERM");
  await exitOf(first);
  const second = runService("order", "--port", "0", "--database", join(folder, "orders.db"));
  const url = await readAddress(second);
  expect(await askAsCustomer(url, "{ orders(first: 1) { nodes { id } } }")).toEqual({
    orders: { nodes: [{ id: "order-5001" }] },
  });
});

test.each([
  [
    ["nonsense"],
    'There is no service "nonsense", only order, product, user, shipping, payment, review, recommendation.',
  ],
  [["order", "--port", "70000"], '"70000" is not a port: a whole number from 0 to 65535.'],
  [["order", "--port", "4101x"], '"4101x" is not a port: a whole number from 0 to 65535.'],
  [[], "Name one service: npm run service -- order [--port 4101] [--database FILE]"],
])("%o is refused as wrong usage", async (options, message) => {
  const child = runService(...options);
  const [errors, code] = await Promise.all([text(child.stderr), exitOf(child)]);
  expect([code, errors]).toEqual([2, `${message}\n`]);
});

test("a port in use is reported in one line", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  const child = runService("user", "--port", String(port));
  const [errors, code] = await Promise.all([text(child.stderr), exitOf(child)]);
  expect([code, errors]).toEqual([1, `The user service did not start: Port ${port} is already in use.\n`]);
});

function runEmbedded(...pairs: string[]) {
  const child = fork(new URL("embedded.ts", store), pairs);
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("embedded services tell their addresses, survive SIGINT and end with SIGTERM", async () => {
  const child = runEmbedded("recommendation=0", "user=0");
  const messages: Json[] = [];
  child.on("message", (message) => messages.push(message));
  await expect.poll(() => messages.length, { timeout: 15_000 }).toBe(2);
  expect(messages).toEqual(
    ["recommendation", "user"].map((service) => ({
      kind: "listening",
      service,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    })),
  );
  child.kill("SIGINT");
  for (const { url } of messages) {
    expect((await fetch(`${url}/health`)).status).toBe(200);
  }
  child.kill("SIGTERM");
  expect(await exitOf(child)).toBe(0);
});

test("embedded services end when their parent lets go of them", async () => {
  const child = runEmbedded("user=0");
  await once(child, "message");
  child.disconnect();
  expect(await exitOf(child)).toBe(0);
});

test("embedded services tell what failed", async () => {
  const child = runEmbedded("nonsense=0");
  const [message] = await once(child, "message");
  expect(message).toMatchObject({
    kind: "failed",
    service: "nonsense",
    message: expect.stringContaining("There is no service"),
  });
  expect(await exitOf(child)).toBe(1);
});
