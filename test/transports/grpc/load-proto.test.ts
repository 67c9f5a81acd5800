import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadProto, ProtoProblem } from "../../../src/transports/grpc/load-proto.ts";
import { makeFolder } from "../../testkit/test-gateway.ts";

function write(files: Readonly<Record<string, string>>): string {
  const folder = makeFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function problemOf(text: string): [message: string, line: number] {
  const folder = write({ "a.proto": text });
  try {
    loadProto(join(folder, "a.proto"));
  } catch (error) {
    if (error instanceof ProtoProblem) return [error.message, error.line];
    throw error;
  }
  return ["", 0];
}

describe("a .proto file", () => {
  it("imports from its folder and from those above it, and Google's own types from nowhere", () => {
    const folder = write({
      "shop/v1/shop.proto": `syntax = "proto3"; package shop.v1;
        import "shop/v1/item.proto"; import "google/protobuf/timestamp.proto"; import "google/api/annotations.proto";
        service Shop { rpc Get(Item) returns (Item) { option (google.api.http) = { get: "/v1/items" }; } }`,
      "shop/v1/item.proto": `syntax = "proto3"; package shop.v1; import "money.proto";
        message Item { common.Money price = 1; }`,
      "money.proto": `syntax = "proto3"; package common; message Money { int64 amount = 1; }`,
    });
    const proto = loadProto(join(folder, "shop/v1/shop.proto"));
    expect(proto.lookupType("shop.v1.Item").fields["price"]?.resolvedType?.fullName).toBe(".common.Money");
  });

  it.each([
    ['syntax = "proto3";\nmessage {', "cannot be parsed: illegal type name '{'.", 2],
    ['syntax = "proto3";\n\nmessage A { string a = 1;', "ends in the middle of a definition.", 3],
    [
      'syntax = "proto3";\n\nimport "there/is/none.proto";',
      "imports there/is/none.proto, which is in no folder above it.",
      3,
    ],
    [
      'syntax = "proto3";\nmessage A {\n  Missing a = 1;\n}',
      "cannot be used: no such Type or Enum 'Missing' in Type .A.",
      3,
    ],
  ])("%j tells what is wrong and where", (text, message, line) => {
    expect(problemOf(text)).toEqual([message, line]);
  });

  it("that is not there is told", () => {
    expect(() => loadProto("/nowhere/a.proto")).toThrow("There is no such .proto file.");
  });
});
