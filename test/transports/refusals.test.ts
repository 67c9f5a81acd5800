import { status } from "@grpc/grpc-js";
import { expect, it } from "vitest";
import { startFakeRestService } from "../testkit/fake-rest-service.ts";
import { fail, startGrpcService } from "../testkit/grpc-service.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const PROTO = /* proto */ `
syntax = "proto3";
package numbers.v1;
service Numbers { rpc Get(Number) returns (Number); }
message Number { int64 value = 1; int32 status = 2; }
`;

/** More than a circuit with `minimumCalls: 4` forgives. */
const TIMES = 6;
const OPTIONS = { fieldBreaker: { window: 10, minimumCalls: 4 }, retry: false } as const;

it("who asks in vain over gRPC opens no circuit for others", async () => {
  const service = await startGrpcService(PROTO, {
    Get: ({ value, status: code }: Readonly<Record<string, unknown>>) =>
      code ? fail(code as status, "no") : { value },
  });
  const sdl = `
    type Query {
      number(value: String, status: Int): Number @grpc(method: "numbers.v1.Numbers/Get")
      other: Number @grpc(method: "numbers.v1.Numbers/Get")
    }
    type Number { value: String }`;
  const options = { sdl, url: service.url, transport: "grpc", proto: service.proto, ...OPTIONS } as const;
  const { ask } = await startTestGateway({ numbers: options });
  const codesOf = async (query: string) => (await ask(query)).errors?.map(({ extensions }) => extensions?.["code"]);

  for (const refused of [
    'number(value: "x")',
    `number(status: ${status.INVALID_ARGUMENT})`,
    `number(status: ${status.PERMISSION_DENIED})`,
    `number(status: ${status.RESOURCE_EXHAUSTED})`,
  ]) {
    for (const beside of ["", "other { value }"]) {
      for (let time = 0; time < TIMES; time++) {
        expect(await codesOf(`{ ${refused} { value } ${beside} }`)).toEqual(["SERVICE_ERROR"]);
      }
    }
  }
  for (let time = 0; time < TIMES; time++) await ask(`{ number(status: ${status.INTERNAL}) { value } }`);
  expect(await codesOf('{ number(value: "1") { value } }')).toEqual(["SERVICE_CIRCUIT_OPEN"]);
});

it("who asks in vain over REST opens no circuit for others", async () => {
  const service = await startFakeRestService(({ path }) => {
    if (path.endsWith("/no")) return [403, {}];
    // A careless service takes a comma of a key for one between keys.
    const { pathname, searchParams } = new URL(path, "http://x");
    if (pathname === "/keys")
      return [
        200,
        searchParams
          .get("ids")
          ?.split(",")
          .map((id) => ({ id })),
      ];
    return [200, { list: [] }];
  });
  const sdl = `
    type Query {
      thing(id: ID!): Thing @rest(path: "/things/{id}")
      things(first: Int!, after: String): ThingConnection
        @rest(path: "/things", query: ["limit={first}", "offset={$offset}"]) @restPages(nodes: "list")
      byKey(id: ID!): Thing @rest(path: "/keys", query: ["ids={id}"], keys: "id", matchBy: "id")
      other: Thing @rest(path: "/other")
    }
    type Thing { id: ID }
    type ThingConnection { nodes: [Thing!]! }`;
  const { ask } = await startTestGateway({ things: { sdl, url: service.url, transport: "rest", ...OPTIONS } });

  for (const refused of ['thing(id: "no") { id }', "things(first: 0) { nodes { id } }"]) {
    for (const beside of ["", "other { id }"]) {
      for (let time = 0; time < TIMES; time++) {
        const { errors } = await ask(`{ ${refused} ${beside} }`);
        expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["SERVICE_ERROR"]);
      }
    }
  }
  const odd = '{ one: byKey(id: "1") { id } odd: byKey(id: "1,1") { id } }';
  for (let time = 0; time < TIMES; time++) {
    const { data, errors } = await ask(odd);
    expect(data).toEqual({ one: null, odd: null });
    expect(errors).toMatchObject([{ extensions: { code: "SERVICE_BAD_RESPONSE" } }]);
  }
  expect(await ask('{ one: byKey(id: "1") { id } }')).toEqual({ data: { one: { id: "1" } } });
});
