import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { ServerCredentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ServiceError } from "../../../src/errors.ts";
import { CERTIFICATE, CERTIFICATE_KEY } from "../../testkit/certificate.ts";
import { freePort } from "../../testkit/free-port.ts";
import { hang, startGrpcService, writeProto } from "../../testkit/grpc-service.ts";
import { startTestGateway } from "../../testkit/test-gateway.ts";
import { openGrpc } from "./run-grpc.ts";

const PROTO = /* proto */ `
syntax = "proto3";
package hello.v1;
service Hello { rpc Greet(GreetRequest) returns (GreetResponse); }
message GreetRequest { string name = 1; }
message GreetResponse { string text = 1; }
`;
const SDL = 'type Query { greet(name: String!): String @grpc(method: "hello.v1.Hello/Greet", result: "text") }';

const greeter = (greeting: string, port = 0) =>
  startGrpcService(
    PROTO,
    { Greet: ({ name }: Readonly<Record<string, unknown>>) => ({ text: `${greeting}, ${String(name)}` }) },
    { port },
  );

describe("over TLS", () => {
  const before = getCACertificates("default");
  beforeAll(() => setDefaultCACertificates([...before, CERTIFICATE]));
  afterAll(() => setDefaultCACertificates(before));

  const startSecure = (host: string) =>
    startGrpcService(
      PROTO,
      { Greet: () => ({ text: "Safely" }) },
      {
        credentials: ServerCredentials.createSsl(null, [
          { cert_chain: Buffer.from(CERTIFICATE), private_key: Buffer.from(CERTIFICATE_KEY) },
        ]),
      },
    ).then(({ port, proto }) => ({ url: `grpcs://${host}:${port}`, proto, port }));

  it("a service that the system vouches for is asked", async () => {
    const grpc = openGrpc(SDL, await startSecure("localhost"));
    expect(await grpc.ask('{ greet(name: "x") }')).toEqual({ data: { greet: "Safely" } });
  });

  it("one of another name is not", async () => {
    const { port, proto } = await startSecure("localhost");
    const grpc = openGrpc(SDL, { url: `grpcs://127.0.0.2:${port}`, proto });
    const { errors } = await grpc.ask('{ greet(name: "x") }', {}, { deadline: performance.now() + 5_000 });
    expect((errors?.[0] as ServiceError | undefined)?.code).toBe("SERVICE_UNAVAILABLE");
  });

  it("one that has no TLS is not", async () => {
    const { port, proto } = await greeter("Openly");
    const grpc = openGrpc(SDL, { url: `grpcs://127.0.0.1:${port}`, proto });
    const { errors } = await grpc.ask('{ greet(name: "x") }', {}, { deadline: performance.now() + 5_000 });
    expect((errors?.[0] as ServiceError | undefined)?.code).toBe("SERVICE_UNAVAILABLE");
  });
});

describe("several endpoints", () => {
  it("share the calls", async () => {
    const services = await Promise.all(["One", "Two", "Three"].map((greeting) => greeter(greeting)));
    const [first] = services;
    const endpoints = services.map(({ url }) => url);
    const gateway = await startTestGateway({
      hello: {
        sdl: SDL,
        url: endpoints[0] ?? "",
        endpoints,
        transport: "grpc",
        proto: first?.proto ?? "",
        deduplicate: false,
      },
    });
    for (let call = 0; call < 30; call++) {
      expect((await gateway.ask(`{ greet(name: "${call}") }`)).errors).toBeUndefined();
    }
    for (const { calls } of services) expect(calls.length).toBeGreaterThan(0);
  });

  it("stand in for one that is down, for mutations, too: such a call was never sent", async () => {
    const proto = PROTO.replace("service Hello {", "service Hello { rpc Count(GreetRequest) returns (GreetResponse);");
    const service = await startGrpcService(proto, { Count: () => ({ text: "1" }) });
    const sdl = `${SDL} type Mutation { count(name: String!): String @grpc(method: "hello.v1.Hello/Count", result: "text") }`;
    const endpoints = [`grpc://127.0.0.1:${await freePort()}`, service.url];
    const gateway = await startTestGateway({
      hello: { sdl, url: service.url, endpoints, transport: "grpc", proto: service.proto },
    });
    for (let call = 0; call < 10; call++) {
      expect(await gateway.ask(`mutation { count(name: "${call}") }`)).toEqual({ data: { count: "1" } });
    }
    expect(service.calls).toHaveLength(10);
  });
});

describe("a service that hangs", () => {
  async function ask(timeoutMs: number, headers: Record<string, string>) {
    const service = await startGrpcService(PROTO, { Greet: hang });
    const gateway = await startTestGateway({
      hello: { sdl: SDL, url: service.url, transport: "grpc", proto: service.proto, timeoutMs, retry: false },
    });
    const { errors } = await gateway.ask('{ greet(name: "x") }', {}, headers);
    const [call] = service.calls;
    expect(Number(call?.metadata.get("x-request-deadline-ms")[0])).toBeLessThanOrEqual(400);
    expect(Number(call?.deadline) - Date.now()).toBeLessThanOrEqual(400);
    await expect.poll(() => call?.cancelled).toBe(true);
    return errors?.map(({ extensions }) => extensions?.["code"]);
  }

  it("is given up by its own limit", async () => {
    expect(await ask(400, {})).toEqual(["SERVICE_TIMEOUT"]);
  });

  it("is given up by the client's limit, which is told apart", async () => {
    expect(await ask(20_000, { "x-request-timeout": "400" })).toEqual(["DEADLINE_EXCEEDED"]);
  });
});

it("a configuration with a .proto that does not fit is refused, with its place", async () => {
  const hello = { url: "grpc://127.0.0.1:1", transport: "grpc" as const, proto: writeProto(PROTO) };
  const wrong = SDL.replace("Greet", "Meet");
  await expect(startTestGateway({ hello: { sdl: wrong, ...hello } })).rejects.toThrow(
    /hello\.graphql:1:57 hello\.v1\.Hello has no method "Meet" \(it has Greet\)\./,
  );
  const { proto: _proto, ...without } = hello;
  await expect(startTestGateway({ hello: { sdl: SDL, ...without } })).rejects.toThrow(
    /hello\.graphql:1:1 The hello service is asked over gRPC: name its \.proto file as proto in the configuration\./,
  );
  await expect(startTestGateway({ hello: { sdl: SDL, ...hello, proto: writeProto("syntax = 3;") } })).rejects.toThrow(
    /service\.proto:1:1 cannot be parsed/,
  );
});
