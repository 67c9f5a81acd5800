import { describe, expect, it } from "vitest";
import { DEMO_ISSUER } from "../../src/auth/demo-issuer.ts";
import { startSmallGateway } from "../testkit/small-gateway.ts";

const JWKS = "/.well-known/jwks.json";

describe("the demo issuer", () => {
  it("shows its public keys, and no more, so that others may accept its tokens", async () => {
    const { url, gateway } = await startSmallGateway({ authentication: { demoIssuer: true, mode: "required" } });
    const response = await fetch(`${url}${JWKS}`);
    expect(response.headers.get("content-type")).toMatch(/^application\/jwk-set\+json/);
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] };
    expect(keys).toEqual([
      {
        kty: "EC",
        crv: "P-256",
        alg: "ES256",
        use: "sig",
        kid: expect.any(String) as string,
        x: expect.any(String) as string,
        y: expect.any(String) as string,
      },
    ]);

    const other = await startSmallGateway({ authentication: { jwksUrl: `${url}${JWKS}`, issuer: DEMO_ISSUER } });
    const token = await gateway.demoIssuer?.sign({ sub: "user-1", roles: ["CUSTOMER"] });
    expect(await other.ask("{ hello }", {}, { authorization: `Bearer ${token}` })).toMatchObject({ data: {} });
    expect(other.service.calls[0]?.headers).toMatchObject({ "x-user-id": "user-1", "x-user-role": "CUSTOMER" });
  });

  it("shows in GraphiQL how to be somebody", async () => {
    const page = async (url: string) => (await fetch(`${url}/graphql`, { headers: { accept: "text/html" } })).text();
    expect(await page((await startSmallGateway({ authentication: { demoIssuer: true } })).url)).toContain(
      "selvage -- token --sub user-1",
    );
    const text = await page((await startSmallGateway()).url);
    expect(text).toContain("put a token into the Headers tab");
    expect(text).not.toContain("selvage -- token");
  });

  it("shows nothing where it is not on", async () => {
    const { url } = await startSmallGateway();
    expect((await fetch(`${url}${JWKS}`)).status).toBe(404);
  });

  const refused: readonly [what: string, config: Parameters<typeof startSmallGateway>[0]][] = [
    ["in production", { environment: { NODE_ENV: "production" } }],
    ["where the gateway listens beyond this machine", { server: { host: "0.0.0.0" } }],
    ["beside another issuer", { authentication: { jwksUrl: "http://127.0.0.1:1/keys" } }],
    [
      "beside another issuer of opaque tokens",
      { authentication: { introspection: { url: "http://127.0.0.1:1", clientId: "a", clientSecret: "b" } } },
    ],
  ];
  for (const [what, config] of refused) {
    it(`is refused ${what}`, async () => {
      const { authentication } = config ?? {};
      await expect(
        startSmallGateway({ ...config, authentication: { ...authentication, demoIssuer: true } }),
      ).rejects.toThrow(/authentication\.demoIssuer \(DEMO_ISSUER\): is refused/);
    });
  }
});
