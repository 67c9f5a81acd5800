import { createServer, type AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { openHttpPool } from "../../src/transports/http-pool.ts";

it("a connection that is old is not used again: its successor looks the name up anew", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => {});
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const pool = openHttpPool(new URL(`http://localhost:${port}`), 300);
  onTestFinished(() => pool.destroy());
  const ask = async () => (await pool.request({ path: "/", method: "GET" })).body.text();

  for (let count = 0; count < 5; count++) expect(await ask()).toBe("ok");
  const before = connections;
  expect(before).toBeLessThan(5);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await ask()).toBe("ok");
  expect(connections).toBe(before + 1);
});
