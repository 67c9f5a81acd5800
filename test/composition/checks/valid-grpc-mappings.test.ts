import { describe, expect, it } from "vitest";
import { checkComposition } from "../../../src/composition/checks/check-composition.ts";
import { isContract, parseContract } from "../../../src/registry/contract.ts";
import { printProblem } from "../../../src/registry/problem.ts";
import { loadProto } from "../../../src/transports/grpc/load-proto.ts";
import { writeProto } from "../../testkit/grpc-service.ts";

const PROTO = /* proto */ `
syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
service Shop {
  rpc GetItem(GetItemRequest) returns (Item);
  rpc ListItems(ListItemsRequest) returns (ListItemsResponse);
  rpc WatchItem(GetItemRequest) returns (stream Item);
  rpc Upload(stream Item) returns (Item);
}
message GetItemRequest { string id = 1; int32 depth = 2; Kind kind = 3; Range range = 4; repeated Range ranges = 5; }
message ListItemsRequest { repeated string ids = 1; }
message ListItemsResponse { repeated Item items = 1; }
message Range { int32 least = 1; }
message Item {
  string id = 1; int64 stock = 2; bool open = 3; Kind kind = 4; repeated string tags = 5; map<string, Part> parts = 6;
  google.protobuf.Timestamp made_at = 7; Part part = 8; oneof wrapping { Box box = 9; Bag bag = 10; }
}
message Part { string name = 1; }
message Box { int32 size = 1; }
message Bag { int32 litres = 1; }
enum Kind { KIND_UNSPECIFIED = 0; KIND_TOY = 1; KIND_BOOK = 2; }
`;

const GET = 'item(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem")';

/** What is wrong with a contract over gRPC. */
function problemsOf(sdl: string): string[] {
  const contract = parseContract("shop", "shop.graphql", sdl, "grpc", loadProto(writeProto(PROTO)));
  if (!isContract(contract)) throw new Error(contract.map(printProblem).join("\n"));
  return checkComposition([contract], undefined, []).errors.map(printProblem);
}

const withQuery = (field: string, rest = "type Item { id: ID! }") => problemsOf(`type Query {\n  ${field}\n}\n${rest}`);
const withItem = (field: string, rest = "") =>
  problemsOf(`type Query {\n  ${GET}\n}\ntype Item {\n  ${field}\n}\n${rest}`);

it("a contract that fits has no problems", () => {
  expect(
    problemsOf(/* GraphQL */ `
      type Query {
        ${GET}
        itemsByIds(ids: [ID!]!): [Item]
          @grpc(method: "shop.v1.Shop/ListItems", request: "{ ids: $ids }", result: "items", keys: "ids", matchBy: "id")
        itemsOneByOne(ids: [ID!]!): [Item] @grpc(method: "shop.v1.Shop/GetItem", request: "{ id: $ids, kind: TOY, range: { least: 1 } }", keys: "ids")
        kinds(input: Wanted!): Item @grpc(method: "shop.v1.Shop/GetItem", request: "$input")
      }
      type Subscription {
        itemChanged(id: ID!): Item @grpc(method: "shop.v1.Shop/WatchItem")
      }
      type Item {
        id: ID!
        stock: Int
        stockText: String @from(path: "stock")
        kind: Kind
        tags: [String!]
        parts: [Entry!]
        madeAt: String
        partName: String @from(path: "part.name")
        wrapping: Wrapping
        same: Item @from(path: ".")
      }
      type Entry { key: ID! value: Part! }
      type Part { name: String! }
      union Wrapping = Box | Sack
      type Box { size: Int! }
      type Sack @as(name: "Bag") { litres: Int! }
      enum Kind { TOY BOOK }
      input Wanted { id: ID depth: Int kind: Kind }
    `),
  ).toEqual([]);
});

describe("a root field", () => {
  it.each([
    ["item(id: ID!): Item", "shop.graphql:2:3 item does not say how it is asked over gRPC: add @grpc(method: …)."],
    [
      'item(id: ID!): Item @grpc(method: "shop.Shop/GetItem")',
      'shop.graphql:2:37 "shop.Shop/GetItem" names no service of the .proto (it has shop.v1.Shop): write package.Service/Method.',
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/FindItem")',
      'shop.graphql:2:37 shop.v1.Shop has no method "FindItem" (it has GetItem, ListItems, WatchItem, Upload).',
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/WatchItem")',
      "shop.graphql:2:37 shop.v1.Shop/WatchItem answers with a stream: only a subscription can be answered by it.",
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/Upload")',
      "shop.graphql:2:37 shop.v1.Shop/Upload takes a stream of messages: only a method that takes one can be asked.",
    ],
    [
      'item(key: ID!): Item @grpc(method: "shop.v1.Shop/GetItem")',
      "shop.graphql:2:24 shop.v1.GetItemRequest has no field key (it has id, depth, kind, range, ranges).",
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem", request: "{ id: $key }")',
      "shop.graphql:2:70 request does not hand on the argument id.\nshop.graphql:2:70 request names $key, which is no argument of item.",
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem", request: "{ id: $id")',
      "shop.graphql:2:70 request cannot be parsed as a GraphQL value: Syntax Error: Expected Name, found <EOF>.",
    ],
    [
      'item(id: [ID!]): Item @grpc(method: "shop.v1.Shop/GetItem")',
      "shop.graphql:2:25 $id is a list, but is put into string.",
    ],
    [
      'item(id: ID!, depth: Boolean): Item @grpc(method: "shop.v1.Shop/GetItem")',
      "shop.graphql:2:39 $depth is Boolean, but is put into int32.",
    ],
    [
      'item(input: Wanted!): Item @grpc(method: "shop.v1.Shop/GetItem", request: "$input")\n}\ninput Wanted {\n  id: Boolean depth: ID kind: Int range: Float',
      "shop.graphql:2:77 Wanted.id is Boolean, but is put into string.\nshop.graphql:2:77 Wanted.kind is Int, but is put into shop.v1.Kind.\nshop.graphql:2:77 Wanted.range is Float, but is put into shop.v1.Range.",
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem", request: "{ id: $id, kind: RED }")',
      'shop.graphql:2:70 shop.v1.GetItemRequest.kind takes a value of Kind, not "RED".',
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem", request: "{ id: $id, ranges: { least: 1 } }")',
      'shop.graphql:2:70 shop.v1.GetItemRequest.ranges takes a list, not {"least":1}.',
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem", result: "thing.x")',
      "shop.graphql:2:69 result leads nowhere: shop.v1.Item has no field thing (it has id, stock, open, kind, tags, parts, made_at, part, box, bag).",
    ],
    [
      'items(ids: [ID!]!): [Item] @grpc(method: "shop.v1.Shop/ListItems")',
      "shop.graphql:2:23 items is a list, but shop.v1.ListItemsResponse is none.",
    ],
    [
      'items(ids: [ID!]!): [Item] @grpc(method: "shop.v1.Shop/ListItems", result: "items", matchBy: "id")',
      "shop.graphql:2:96 matchBy needs keys: the argument that holds them.",
    ],
    [
      'items(ids: [ID!]!): [Item] @grpc(method: "shop.v1.Shop/ListItems", result: "items", keys: "ids", matchBy: "name")',
      "shop.graphql:2:109 matchBy leads nowhere: shop.v1.Item has no field name (it has id, stock, open, kind, tags, parts, made_at, part, box, bag).",
    ],
    [
      'item(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem", missing: ["NOT_HERE"])',
      "shop.graphql:2:70 NOT_HERE is no status that a call fails with: say for example NOT_FOUND.",
    ],
  ])("%s", (field, problem) => {
    expect(withQuery(field).join("\n")).toBe(problem);
  });

  it("of a subscription needs a stream", () => {
    expect(
      problemsOf(
        `type Query {\n  ${GET}\n}\ntype Subscription {\n  changed(id: ID!): Item @grpc(method: "shop.v1.Shop/GetItem")\n}\ntype Item { id: ID! }`,
      ),
    ).toEqual([
      "shop.graphql:5:40 shop.v1.Shop/GetItem answers once: a subscription needs a method that answers with a stream.",
    ]);
  });
});

describe("a field", () => {
  it.each([
    [
      "price: Int",
      "",
      'shop.graphql:5:3 Item.price cannot be read: shop.v1.Item has no field price (it has id, stock, open, kind, tags, parts, made_at, part, box, bag). Say where it is with @from(path: "…").',
    ],
    [
      'seconds: Int @from(path: "madeAt.seconds")',
      "",
      'shop.graphql:5:3 Item.seconds cannot be read: google.protobuf.Timestamp is read as a single value. Say where it is with @from(path: "…").',
    ],
    ["open: String", "", "shop.graphql:5:9 Item.open is String, but is read from bool."],
    ["id: Int", "", "shop.graphql:5:7 Item.id is Int, but is read from string."],
    ["tags: String", "", "shop.graphql:5:9 Item.tags is String, but is read from a list of string."],
    ["id: [String]", "", "shop.graphql:5:7 Item.id is a list, but string is none."],
    ["madeAt: Int", "", "shop.graphql:5:11 Item.madeAt is Int, but is read from google.protobuf.Timestamp."],
    ["part: String", "", "shop.graphql:5:9 Item.part is String, but is read from shop.v1.Part."],
    ["id: Part", "type Part { name: String }", "shop.graphql:5:7 Item.id is an object, but string is no message."],
    [
      "parts: [Entry]",
      "type Entry { name: String }",
      "shop.graphql:7:14 Entry.name cannot be read: an entry of a map has only key and value.",
    ],
    [
      "kind: Kind",
      "enum Kind { TOY GAME }",
      'shop.graphql:5:9 Item.kind may be GAME, which shop.v1.Kind does not have: say @as(name: "…") on the value.\nshop.graphql:5:9 Item.kind may be answered with KIND_BOOK of shop.v1.Kind, which Kind does not have: add the value.',
    ],
    [
      "wrapping: Wrapping",
      "union Wrapping = Box | Paper\ntype Box { size: Int }\ntype Paper { id: ID }",
      'shop.graphql:5:13 Item.wrapping may be Paper, which is no message of the oneof shop.v1.Item.wrapping: say @as(name: "…") on it.',
    ],
    [
      "part: Wrapping",
      "union Wrapping = Box\ntype Box { size: Int }",
      "shop.graphql:5:9 Item.part is Wrapping, one of several types: name a oneof by @from, not shop.v1.Part.",
    ],
    [
      "wrapping: Wrapping",
      'union Wrapping @from(path: "wrapping") = Box\ntype Box { size: Int }',
      "shop.graphql:7:16 Wrapping is told apart by the oneof that its fields are read from: write @from on the fields, not on the type.",
    ],
  ])("%s", (field, rest, problem) => {
    expect(withItem(field, rest).join("\n")).toBe(problem);
  });
});

it("@grpc is refused where the service speaks something else", () => {
  const contract = parseContract("shop", "shop.graphql", `type Query {\n  ${GET}\n}\ntype Item { id: ID! }`);
  if (!isContract(contract)) throw new Error("It cannot be parsed.");
  expect(checkComposition([contract], undefined, []).errors.map(printProblem)).toEqual([
    'shop.graphql:2:23 @grpc says how the shop service is asked over gRPC, but its transport is "graphql": take it away, or configure transport: "grpc".',
  ]);
});
