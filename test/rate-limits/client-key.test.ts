import { describe, expect, it } from "vitest";
import { ANONYMOUS } from "../../src/auth/principal.ts";
import { clientKey, networkOf } from "../../src/rate-limits/client-key.ts";

describe("the network of an address", () => {
  const table: readonly [address: string, network: string][] = [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::ffff:c000:207", "192.0.2.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8:1:3::1", "2001:db8:1:3::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["nonsense", "unknown"],
    ["", "unknown"],
  ];
  for (const [address, network] of table) {
    it(`of ${address || "none"} is ${network}`, () => {
      expect(networkOf(address)).toBe(network);
    });
  }
});

describe("the client that is charged", () => {
  const address = "192.0.2.7";
  const user = { kind: "user", id: "robot", roles: [], scopes: [] } as const;

  it("is the principal, wherever it comes from, and for nobody the network", () => {
    expect(clientKey(user, address)).toBe(clientKey(user, "192.0.2.8"));
    expect(clientKey(ANONYMOUS, address)).not.toBe(clientKey(ANONYMOUS, "192.0.2.8"));
  });

  it("is another for an API key of a user's name, and for a user of an address's name", () => {
    const keys = [
      clientKey(user, address),
      clientKey({ ...user, kind: "api-key" }, address),
      clientKey(ANONYMOUS, address),
      clientKey({ ...user, id: address }, address),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
