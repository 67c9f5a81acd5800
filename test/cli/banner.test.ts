import { expect, it } from "vitest";
import { printBanner } from "../../src/cli/banner.ts";

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
