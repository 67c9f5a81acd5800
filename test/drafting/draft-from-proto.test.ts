import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkComposition } from "../../src/composition/checks/check-composition.ts";
import { draftFromProto } from "../../src/drafting/draft-from-proto.ts";
import { isContract, parseContract } from "../../src/registry/contract.ts";
import { printProblem } from "../../src/registry/problem.ts";
import { loadProto } from "../../src/transports/grpc/load-proto.ts";
import { startOwnService } from "../store/store-testkit.ts";
import { startGrpcService, writeProto } from "../testkit/grpc-service.ts";
import { startNode } from "../testkit/processes.ts";
import { startTestGateway } from "../testkit/test-gateway.ts";

const FULL = "test/drafting/full.proto";
const SHIPPING = "examples/store/shipping/shipping.proto";

/** What `selvage check` would say of it as the contract of a service over gRPC. */
function check(sdl: string, proto: string): readonly string[] {
  const contract = parseContract("shop", "shop.graphql", sdl, "grpc", loadProto(resolve(proto)));
  if (!isContract(contract)) return contract.map(printProblem);
  return checkComposition([contract], undefined, []).errors.map(printProblem);
}

describe("a contract that is drafted from a .proto", () => {
  it("holds all that can be mapped, and says what cannot", () => {
    const { sdl, notes } = draftFromProto(FULL);
    expect(sdl).toBe(readFileSync(new URL("full-grpc.contract.txt", import.meta.url), "utf8"));
    expect(notes).toEqual([
      "google.protobuf.Any is left out: it may hold any message.",
      "shop.v1.Nothing is left out: it has no fields.",
      "shop.v1.Books/Reprice: without reason, which GraphQL cannot hold.",
      "shop.v1.Books/Upload: left out: it takes a stream of messages.",
      "shop.v1.Books/Ping: left out: its response has nothing that GraphQL could hold.",
    ]);
  });

  it.each([FULL, SHIPPING])("of %s passes the checks", (file) => {
    expect(check(draftFromProto(file).sdl, file)).toEqual([]);
  });

  it("demands what proto2 does", () => {
    const { sdl } = draftFromProto(
      writeProto(`syntax = "proto2"; service Notes { rpc AddNote(Note) returns (Note); }
        message Note { required string text = 1; optional string box = 2; }`),
    );
    expect(sdl).toContain("addNote(text: String!, box: String): Note");
    expect(sdl).toMatch(/type Note \{\s+text: String!\s+box: String\s+\}/);
  });

  it("works: the store's shipping service is asked by what its .proto alone says", async () => {
    const { url } = await startOwnService("shipping");
    const { sdl } = draftFromProto(SHIPPING);
    const gateway = await startTestGateway({ shipping: { sdl, url, transport: "grpc", proto: resolve(SHIPPING) } });
    // Nobody is signed in, so nobody sees a parcel.
    expect(await gateway.ask('{ listShipments(orderIds: ["order-1"]) { id } }')).toEqual({
      data: { listShipments: [null] },
    });
  });

  it("works, with every type that there is", async () => {
    const service = await startGrpcService(readFileSync(FULL, "utf8"), {
      GetBook: ({ id }: Readonly<Record<string, unknown>>) => ({
        id,
        title: "One",
        genre: "GENRE_true",
        parts: { 7: { id: 7 } },
        shelf: { height: 1.5 },
      }),
      Isolate: () => ({}),
    });
    const gateway = await startTestGateway({
      books: { sdl: draftFromProto(FULL).sdl, url: service.url, transport: "grpc", proto: service.proto },
    });
    expect(
      await gateway.ask(
        "{ getBook(id: 9007199254740993) { id title genre pages parts { key value { id } } shelf { height } } }",
      ),
    ).toEqual({
      data: {
        getBook: {
          id: "9007199254740993",
          title: "One",
          genre: "TRUE_",
          pages: null,
          parts: [{ key: "7", value: { id: "7" } }],
          shelf: { height: 1.5 },
        },
      },
    });
    expect(await gateway.ask('mutation { isolate(id: "1") }')).toEqual({ data: { isolate: true } });
  });

  it.each([
    ['syntax = "proto3"; message A { string a = 1; }', /has no service/],
    ['syntax = "proto3";\nmessage {', /:2: cannot be parsed/],
    [
      'syntax = "proto3"; service S { rpc A(stream M) returns (M); } message M { int32 a = 1; }',
      /no method that can be mapped/,
    ],
  ])("is refused, with the reason, for %j", (text, message) => {
    expect(() => draftFromProto(writeProto(text))).toThrow(message);
  });
});

describe("selvage contract --from-proto", () => {
  it("prints the contract on standard output, and what it could not map on standard error", async () => {
    const command = startNode(["src/cli/bin.ts", "contract", "--from-proto", FULL]);
    expect(await command.ended).toBe(0);
    expect(command.output()).toContain("type Query {");
    expect(command.output()).toContain("shop.v1.Books/Upload: left out: it takes a stream of messages.\n");
  });

  it.each([
    [["--from-proto", "no-such-file.proto"], /no-such-file\.proto:1: There is no such \.proto file/],
    [["--from-proto", FULL, "--from-openapi", "a.yaml"], /Say what the service is described by/],
  ])("%j ends with 2", async (words, message) => {
    const command = startNode(["src/cli/bin.ts", "contract", ...words]);
    expect(await command.ended).toBe(2);
    expect(command.output()).toMatch(message);
  });
});
