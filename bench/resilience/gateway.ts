/** The gateway of the benchmark of resilience, in a process of its own, with all defaults. Forked; told where its service is. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGateway } from "../../src/index.ts";
import { CONTRACT } from "./contract.ts";

export interface GatewayMessage {
  readonly endpoints: readonly string[];
}

export interface GatewayReply {
  readonly url: string;
}

process.on("message", async ({ endpoints }: GatewayMessage) => {
  const directory = mkdtempSync(join(tmpdir(), "selvage-resilience-"));
  writeFileSync(join(directory, "product.graphql"), CONTRACT);
  const { url } = await createGateway(
    {
      services: [{ name: "product", contract: "product.graphql", endpoints }],
      logLevel: "silent",
      rateLimits: { requestsPerMinute: 0 },
      server: { port: 0 },
    },
    { directory },
  );
  rmSync(directory, { recursive: true });
  process.send?.({ url } satisfies GatewayReply);
});
process.on("disconnect", () => process.exit());
