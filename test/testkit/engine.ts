/** Which engine the tests' gateways have: behaviour tests are run on each, see `vitest.config.ts`. */
export const ENGINE = process.env["ENGINE"] === "stitched" ? "stitched" : "planned";
