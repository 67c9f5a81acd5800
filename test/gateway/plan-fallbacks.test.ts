import { describe, expect, it } from "vitest";
import { ENGINE } from "../testkit/engine.ts";
import { startSmallGateway } from "../testkit/small-gateway.ts";

describe("an operation that cannot be planned", () => {
  it("is answered all the same, and counted by reason", async () => {
    const { url, ask } = await startSmallGateway();
    const fallbacks = async () =>
      /^selvage_plan_fallbacks_total\{reason="unsupported"\} (\d+)/m.exec(
        await (await fetch(`${url}/metrics`)).text(),
      )?.[1];
    expect(await ask("{ hello }")).toEqual({ data: { hello: "Hello, World!" } });
    expect(await fallbacks()).toBeUndefined();
    const mixed = await ask('{ hello __type(name: "Book") { name } }');
    expect(mixed).toEqual({ data: { hello: "Hello, World!", __type: { name: "Book" } } });
    expect(await fallbacks()).toBe(ENGINE === "planned" ? "1" : undefined);
  });
});
