// The gateway of the soak, in a process of its own; asked by its parent, it tells what it holds.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { createGateway } from "../../src/index.ts";
import { SERVICES, type GatewayState } from "./contracts.ts";

const directory = mkdtempSync(join(tmpdir(), "selvage-soak-"));
const addresses = new Map(process.argv.slice(2).map((argument) => argument.split("=") as [string, string]));
const gateway = await createGateway(
  {
    services: Object.entries(SERVICES).map(([name, sdl]) => {
      writeFileSync(join(directory, `${name}.graphql`), sdl);
      return {
        name,
        contract: `${name}.graphql`,
        endpoints: addresses.get(name) ?? "",
        subscriptions: name === "by-web-socket" ? "ws" : "sse",
      };
    }),
    logLevel: "error",
    rateLimits: { requestsPerMinute: 0 },
    server: { port: 0 },
  },
  { directory },
);
rmSync(directory, { recursive: true });

async function readState(): Promise<GatewayState> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await wait(50);
  }
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const sum = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, "gm"))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  const resources = process.getActiveResourcesInfo();
  const count = (pattern: RegExp) => resources.filter((kind) => pattern.test(kind)).length;
  return {
    heapMegabytes: process.memoryUsage().heapUsed / 1_000_000,
    timers: count(/Timeout|Immediate/),
    sockets: count(/^TCPSocketWrap/),
    upstreamSubscriptions: sum("selvage_upstream_subscriptions"),
    clientSubscriptions: sum("selvage_client_subscriptions"),
  };
}

process.on("message", () => void readState().then((state) => process.send?.(state)));
process.once("disconnect", () => process.exit(0));
process.send?.({ url: gateway.url });
