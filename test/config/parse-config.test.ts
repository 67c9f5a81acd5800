import { describe, expect, it } from "vitest";
import { parseApiKeys, parseConfig } from "../../src/config/parse-config.ts";
import { ConfigurationError } from "../../src/index.ts";

function problemsOf(value: unknown, environment: Record<string, string> = {}): readonly string[] {
  try {
    parseConfig(value, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const service = { name: "order", contract: "order.graphql", endpoints: "http://127.0.0.1:4101" };

describe("a configuration", () => {
  it("takes the addresses of a gRPC service", () => {
    const shipping = { name: "shipping", contract: "shipping.graphql", transport: "grpc", proto: "shipping.proto" };
    const endpoints = ["grpc://127.0.0.1:4104", "grpcs://shipping.internal"];
    expect(problemsOf({ services: [{ ...shipping, endpoints }] })).toEqual([]);
    expect(problemsOf({ services: [{ ...shipping, endpoints: "http://127.0.0.1:4104" }] })).toEqual([
      'services[0].endpoints: must be a grpc or grpcs address, not "http://127.0.0.1:4104"',
    ]);
    expect(problemsOf({ services: [{ ...shipping, endpoints: "grpc://127.0.0.1:4104/shipping" }] })).toEqual([
      'services[0].endpoints: must hold a host and a port alone: a method is its own path, not "grpc://127.0.0.1:4104/shipping"',
    ]);
  });

  it("with five mistakes has all five named, each by its path", () => {
    expect(
      problemsOf({
        services: [
          { ...service, timeoutMs: -1 },
          { name: "Product!", contract: "product.graphql", endpoints: "ftp://127.0.0.1" },
        ],
        server: { port: 99_999, colour: "blue" },
      }),
    ).toEqual([
      "services[0].timeoutMs: must be at least 1 millisecond, not -1",
      'services[1].name: must be a lower-case word, for example order, not "Product!"',
      'services[1].endpoints: must be an http or https address, not "ftp://127.0.0.1"',
      "server.port: must be between 0 and 65535, not 99999",
      "server.colour: is not known here",
    ]);
  });

  it("is told what is wrong with a part's options, also where the part may be switched off", () => {
    const parts = {
      retry: { attempts: "3", backoffMs: 0 },
      hedge: true,
      health: { endpoints: "some" },
      errors: { queries: 5 },
    };
    const problems = problemsOf({ services: [{ ...service, ...parts }], server: { loadShedding: 1 } });
    expect(problems).toEqual([
      'services[0].retry.attempts: must be number, not "3"',
      "services[0].retry.backoffMs: must be at least 1 millisecond, not 0",
      "services[0].hedge: must be an object, or false to switch it off",
      'services[0].health.endpoints: must be "failed" or "all", not "some"',
      'services[0].errors.queries: must be "mask" or "pass", not 5',
      'services[0].errors.mutations: is missing ("mask" or "pass" expected)',
      "server.loadShedding: must be an object, or false to switch it off, not 1",
    ]);
  });

  it("weighs addresses that the service has, from wherever it has them", () => {
    const endpointWeights = { "http://127.0.0.1:4101/graphql": 1, "http://b:1": 2, "http://c:1": 3, "http://d:1": 4 };
    const group = { name: "canary", when: { headers: { "x-canary": "1" } }, endpoints: "http://c:1" };
    const weighted = { ...service, endpointWeights, endpointGroups: [group] };
    const environment = { ORDER_SERVICE_URL: "http://127.0.0.1:1,http://b:1/" };
    expect(problemsOf({ services: [weighted] }, environment)).toEqual([
      'services[0].endpointWeights["http://d:1"]: is no address of the service',
    ]);
    expect(problemsOf({ services: [weighted] }, { ORDER_SERVICE_URL: "http://a:1,b" })).toEqual([
      'ORDER_SERVICE_URL: must be http or https addresses with commas between them, not "b"',
    ]);
  });

  it("may not put a password where it would not be sent", () => {
    expect(problemsOf({ services: [{ ...service, endpoints: "http://me:secret@127.0.0.1/graphql" }] })[0]).toMatch(
      /must hold no user or password/,
    );
  });

  it("has nothing repeated that may be a secret", () => {
    const secret = "hunter2";
    const url = `http://me:${secret}@127.0.0.1/`;
    const problems = problemsOf({
      services: [
        { ...service, endpoints: url },
        { name: url, contract: { secret } },
      ],
      authentication: {
        jwksUrl: `ftp://me:${secret}@127.0.0.1`,
        apiKeys: [{ id: "a", sha256: secret }, secret, { id: "b", key: secret, sha256: "" }],
        introspection: { url: "http://127.0.0.1", clientId: "a", clientSecret: [secret] },
      },
      rateLimits: { redisUrl: secret },
    });
    expect(problems.length).toBeGreaterThan(7);
    expect(problems.join("\n")).not.toContain(secret);
    expect(problems).toContain("services[1].contract: must be string, not an object");
    expect(problems).toContain("authentication.apiKeys[1]: must be object");
  });

  it("may not have two issuers of one name, nor trust everybody to be a proxy", () => {
    const issuer = { issuer: "https://a/", jwksUrl: "http://127.0.0.1:1/" };
    const authentication = { issuers: [issuer, { ...issuer, audience: "other" }] };
    expect(problemsOf({ services: [service], authentication, server: { trustedProxies: ["0.0.0.0/0"] } })).toEqual([
      "authentication.issuers[1].issuer: is the issuer of another one, too: https://a/",
      expect.stringMatching(/^server.trustedProxies\[0\]: must not be every address/),
    ]);
  });

  it("may not say what could never be of use, nor one thing of one key twice", () => {
    const route = { kind: "service", service: "order", paths: {} };
    const key = { sha256: "ab".repeat(32) };
    const apiKeys = [
      { ...key, id: "a" },
      { id: "a", sha256: "cd".repeat(32) },
      { id: "b", sha256: "AB".repeat(32) },
    ];
    const problems = problemsOf({
      services: [service],
      server: { trustedProxies: ["10.0.0.0/8", "::1", "proxy"] },
      routes: [route, { ...route, paths: { "/a": "/a" }, when: { contentTypes: ["application/json", "json"] } }],
      limits: { maxDepth: 0, maxAliases: 0 },
      rateLimits: { requestsPerMinute: 1.5 },
      authentication: { apiKeys },
    });
    expect(problems).toEqual([
      "server.trustedProxies[2]: must be an address or a network, for example 10.0.0.0/8",
      "routes[0].paths: must name at least one path",
      'routes[1].when.contentTypes[1]: must be a content type, for example application/json, not "json"',
      "limits.maxDepth: must be at least 1, not 0",
      "rateLimits.requestsPerMinute: must be a whole number, not 1.5",
      "authentication.apiKeys[2].sha256: is that of [0], too: each key must be one of its own",
    ]);
  });

  it("that is none says what is missing", () => {
    expect(problemsOf({})).toEqual(["services: is missing (array expected)"]);
    expect(problemsOf(undefined)).toEqual(["the configuration: is missing (object expected)"]);
    expect(problemsOf({ services: [] })).toEqual(["services: must name at least one service"]);
    expect(problemsOf({ services: [{}] })).toEqual([
      "services[0].name: is missing (string expected)",
      "services[0].contract: is missing (string expected)",
    ]);
  });

  it("may not name two services alike", () => {
    expect(problemsOf({ services: [service, service] })).toEqual([
      "services[1].name: is the name of another service too: order",
    ]);
  });

  it("may name a .proto file for gRPC services alone", () => {
    expect(problemsOf({ services: [{ ...service, proto: "order.proto" }] })).toEqual([
      'services[0].proto: is for gRPC services: transport is "graphql"',
    ]);
  });

  it("may say how to subscribe for GraphQL services alone", () => {
    const rest = { ...service, transport: "rest", subscriptions: "ws" };
    expect(problemsOf({ services: [rest] })).toEqual([
      'services[0].subscriptions: is for GraphQL services: transport is "rest"',
    ]);
    expect(parseConfig({ services: [{ ...service, subscriptions: "ws" }] }, {}).services[0]?.subscriptions).toBe("ws");
  });

  it("has its aggregates checked, too", () => {
    const join = {
      kind: "fetch",
      field: "order",
      service: "order",
      rootField: "orders",
      argument: "ids",
      key: { from: "argument" },
    };
    const aggregate = {
      type: "Detail",
      rootField: "detail",
      argument: "id",
      identity: "order",
      joins: [join, { kind: "derived", field: "x", join: "order", selection: "{ id }", map: "no" }],
    };
    expect(problemsOf({ services: [service], aggregates: [aggregate] })).toEqual([
      "aggregates[0].joins[1].map: must be a function",
    ]);
  });
});

describe("the environment", () => {
  it("goes before the file: addresses, port, host, level, tokens", () => {
    const config = parseConfig(
      { services: [service, { name: "gift-card", contract: "x" }], server: { port: 1, maxBodyBytes: 5_000 } },
      {
        GIFT_CARD_SERVICE_URL: "http://a:1, http://b:2/graph",
        PORT: "5000",
        HOST: "0.0.0.0",
        LOG_LEVEL: "warn",
        JWT_JWKS_URL: "https://issuer.example/keys",
        JWT_ALGORITHMS: "ES256,EdDSA",
        DEMO_ISSUER: "0",
        JWT_ISSUER: "",
      },
    );
    expect(config.services.map(({ endpoints }) => endpoints)).toEqual([
      "http://127.0.0.1:4101",
      ["http://a:1", "http://b:2/graph"],
    ]);
    expect(config.server).toEqual({ port: 5000, host: "0.0.0.0", maxBodyBytes: 5_000 });
    expect(config.logLevel).toBe("warn");
    expect(config.authentication).toEqual({
      jwksUrl: "https://issuer.example/keys",
      algorithms: ["ES256", "EdDSA"],
      demoIssuer: false,
    });
  });

  it("has each wrong variable named", () => {
    expect(
      problemsOf(
        { services: [service] },
        {
          PORT: "http",
          LOG_LEVEL: "loud",
          ORDER_SERVICE_URL: "http://a:1,b:2,http://me:secret@c:3",
          JWT_JWKS_URL: "x",
          JWT_ALGORITHMS: "none",
          DEMO_ISSUER: "yes",
        },
      ),
    ).toEqual([
      'ORDER_SERVICE_URL: must be http or https addresses with commas between them, not "b:2"',
      'ORDER_SERVICE_URL: must hold no user or password: they would not be sent, not "http://…@c:3"',
      'PORT: must be a number between 0 and 65535, not "http"',
      'JWT_JWKS_URL: must be an http or https address, not "x"',
      'JWT_ALGORITHMS: must be signature algorithms with commas between them, for example RS256,ES256,PS256,EdDSA, not "none"',
      'DEMO_ISSUER: must be 1 or 0, not "yes"',
      'LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent, not "loud"',
    ]);
  });
});

describe("a file of API keys", () => {
  it("has each mistake named by its path, and no key repeated", () => {
    expect(() => parseApiKeys([{ id: "a", sha256: "the key itself" }, "another"])).toThrow(
      new ConfigurationError([
        "apiKeys[0].sha256: must be the SHA-256 of the key, 64 hexadecimal digits",
        "apiKeys[1]: must be object",
      ]),
    );
  });
});
