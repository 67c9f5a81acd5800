import { defineConfig } from "vitest/config";
import { FlakyReporter } from "./test/testkit/flaky-reporter.ts";

export default defineConfig({
  test: {
    // Modules are loaded by Node itself: so there is one graphql, not one by each of two loaders.
    experimental: { viteModuleRunner: false },
    // Many tests start processes of their own and wait for time limits: one file at a time has the machine to itself.
    fileParallelism: false,
    // Of tests that say that they may run side by side; these wait most of the time.
    maxConcurrency: 10,
    reporters: ["default", new FlakyReporter()],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // What is waited for comes at once on an idle machine, and not within a second on a busy one.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      { extends: true, test: { name: "planned", include: ["test/**/*.test.ts"], env: { ENGINE: "planned" } } },
      // What a gateway promises, it promises with either engine.
      {
        extends: true,
        test: {
          name: "stitched",
          include: [
            "test/gateway/**/*.test.ts",
            "test/subscriptions/event-streams.test.ts",
            "test/transports/parity/*.test.ts",
          ],
          env: { ENGINE: "stitched" },
        },
      },
    ],
  },
});
