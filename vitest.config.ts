import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Modules are loaded by Node itself: so there is one graphql, not one by each of two loaders.
    experimental: { viteModuleRunner: false },
    // Many tests start processes of their own and wait for time limits: one file at a time has the machine to itself.
    fileParallelism: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
