import { expect, it } from "vitest";
import { printBanner } from "../../src/cli/banner.ts";
import type { GatewayConfig } from "../../src/index.ts";

it("the banner tells addresses as they were given, but for secrets", async () => {
  const services = [
    { name: "order", kind: "external" as const, endpoints: ["http://me:secret@orders:8080", "https://b/graphql"] },
    { name: "shipping", kind: "external" as const, endpoints: ["grpc://shipping:4104", "grpcs://[::1]"] },
  ];
  const banner = await printBanner({ url: "http://127.0.0.1:4000", services, demoIssuer: undefined }, { services: [] });
  expect(banner).toContain(
    "external   order (http://orders:8080, https://b/graphql), shipping (grpc://shipping:4104, grpcs://[::1])\n",
  );
});

it("the banner tells where the admin port is, by its number where the process does not listen itself", async () => {
  const gateway = { url: "http://127.0.0.1:4000", services: [], demoIssuer: undefined };
  const config = { services: [], server: { adminPort: 9090 } };
  expect(await printBanner(gateway, config)).toContain("http://127.0.0.1:9090/metrics\n");
  expect(await printBanner({ ...gateway, adminUrl: "http://127.0.0.1:9191" }, config)).toContain(":9191/metrics\n");
  expect(await printBanner(gateway, { services: [] })).not.toContain("admin");
});

it("the banner's command for a token names the configuration, beside which the issuer's key lies", async () => {
  const gateway = { url: "http://127.0.0.1:4000", services: [], demoIssuer: { sign: async () => "" } };
  const command = async (file?: string) => /npx.*/.exec(await printBanner(gateway, { services: [] }, file))?.[0];
  const token = "npx selvage token --sub user-1 --roles CUSTOMER";
  expect(await command()).toBe(token);
  expect(await command("examples/degradation/gateway.config.ts")).toBe(
    `${token} --config examples/degradation/gateway.config.ts`,
  );
  expect(await command("my shop/a.ts")).toBe(`${token} --config 'my shop/a.ts'`);
});

it("the banner tells groups of endpoints, and whose requests they answer", async () => {
  const gateway = { url: "http://127.0.0.1:4000", services: [], demoIssuer: undefined };
  const headers = { "x-canary": "1", "x-region": "north" };
  const endpoints = ["http://a:1", "http://me:secret@b:1"];
  const endpointGroups = [{ name: "canary", when: { headers }, endpoints }];
  const services = [{ name: "review", contract: "review.graphql", endpointGroups }];
  expect(await printBanner(gateway, { services })).toContain(
    "  group      review canary (http://a:1, http://b:1) for x-canary: 1, x-region: north\n",
  );
});

it("the banner tells whose tokens are accepted, by where they are checked, without secrets", async () => {
  const gateway = { url: "http://127.0.0.1:4000", services: [], demoIssuer: undefined };
  const tokens = async (authentication: NonNullable<GatewayConfig["authentication"]>) =>
    /tokens +(.*)/.exec(await printBanner(gateway, { services: [], authentication }))?.[1];
  const introspection = { url: "https://me:secret@c/introspect", clientId: "gateway", clientSecret: "s3cret" };
  expect(await tokens({ apiKeys: [] })).toBe("none are accepted");
  expect(await tokens({ introspection })).toBe("checked by https://c/introspect");
  expect(await tokens({ jwksUrl: "https://a/keys", issuers: [{ issuer: "b", jwksUrl: "https://b/keys" }] })).toBe(
    "checked by https://a/keys, https://b/keys",
  );
});
