import { describe, expect, it } from "vitest";
import { startGrpcService, type UnaryHandler } from "../../testkit/grpc-service.ts";
import { openGrpc } from "./run-grpc.ts";

const PROTO = /* proto */ `
syntax = "proto3";
package test.v1;
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/empty.proto";

service Things {
  rpc Get(Request) returns (Thing);
  rpc Echo(Thing) returns (Thing);
  rpc Forget(Request) returns (google.protobuf.Empty);
}
message Request { string id = 1; }
message Thing {
  int32 i32 = 1; uint32 u32 = 2; int64 i64 = 3; uint64 u64 = 4; sint64 s64 = 5; fixed64 f64 = 6;
  float single = 7; double twice = 8; bool flag = 9; string text = 10; bytes raw = 11;
  optional int32 maybe_number = 12; optional string maybe_text = 13; optional bool maybe_flag = 14;
  Color color = 15; optional Color maybe_color = 16; repeated Color colors = 17;
  map<string, string> labels = 18; map<int64, Part> parts_by_number = 19; map<uint32, int64> counts = 20; map<bool, string> sides = 21;
  repeated Part parts = 22; Part main_part = 23; repeated int64 numbers = 24;
  oneof payment { Card card = 25; BankTransfer transfer = 26; string voucher = 27; }
  google.protobuf.Timestamp made_at = 28; google.protobuf.Duration took = 29;
  google.protobuf.Int64Value boxed_long = 30; google.protobuf.StringValue boxed_text = 31; google.protobuf.BoolValue boxed_flag = 32;
  google.protobuf.Struct details = 33; google.protobuf.Value anything = 34; google.protobuf.FieldMask mask = 35;
  Thing inner = 36; Status status = 37; repeated google.protobuf.Timestamp moments = 38; Money price = 39;
  google.protobuf.ListValue list = 40;
}
message Part { string name = 1; int64 weight = 2; }
message Card { string number = 1; }
message BankTransfer { string iban = 1; }
message Money { int64 amount = 1; string currency = 2; }
enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; COLOR_DARK_BLUE = 2; }
enum Status { option allow_alias = true; OPEN = 0; CLOSED = 1; SHUT = 1; }
`;

const SDL = /* GraphQL */ `
  type Query {
    thing(id: ID!): Thing @grpc(method: "test.v1.Things/Get")
    echo(thing: ThingInput!): Thing @grpc(method: "test.v1.Things/Echo", request: "$thing")
  }
  type Mutation {
    forget(id: ID!): Boolean @grpc(method: "test.v1.Things/Forget")
  }
  type Thing {
    i32: Int
    u32: Float
    i64: ID
    i64Number: Int @from(path: "i64")
    i64Float: Float @from(path: "i64")
    i64Any: Any @from(path: "i64")
    u64: String
    s64: String
    f64: String
    single: Float
    twice: Float
    flag: Boolean
    text: String
    raw: String
    maybeNumber: Int
    maybeText: String
    maybeFlag: Boolean
    color: Color
    maybeColor: Color
    colors: [Color]
    colorText: String @from(path: "color")
    labels: [Label!]
    labelMap: Any @from(path: "labels")
    partsByNumber: [NumberedPart!]
    counts: [Count!]
    sides: Any
    parts: [Part!]
    partNames: [String!] @from(path: "parts[].name")
    firstName: String @from(path: "parts.0.name")
    mainName: String @from(path: "mainPart.name")
    mainPart: Part
    numbers: [String!]
    payment: Payment
    card: Card
    voucher: String
    madeAt: DateTime
    took: String
    boxedLong: String
    boxedText: String
    boxedFlag: Boolean
    details: Any
    anything: Any
    list: Any
    mask: String
    inner: Thing
    status: Status
    statusText: String @from(path: "status")
    closedness: Closedness @from(path: "status")
    moments: [DateTime!]
    price: Any
    all: Any @from(path: ".")
  }
  type Label {
    key: String!
    value: String!
  }
  type NumberedPart {
    key: String!
    value: Part!
  }
  type Count {
    key: Int!
    value: String!
  }
  type Part {
    name: String!
    weight: String
  }
  union Payment = Card | Transfer
  type Card {
    number: String!
  }
  type Transfer @as(name: "BankTransfer") {
    iban: String!
  }
  enum Color {
    RED
    BLUE @as(name: "COLOR_DARK_BLUE")
  }
  enum Closedness {
    SHUT
  }
  enum Status {
    OPEN
    CLOSED
  }
  scalar Any
  scalar DateTime

  input ThingInput {
    i32: Int
    i64: ID
    u64: ID
    single: Float
    raw: String
    maybeNumber: Int
    color: Color
    colors: [Color!]
    labels: [LabelInput!]
    labelMap: Any @as(name: "labels")
    counts: Any
    sides: Any
    parts: [PartInput!]
    numbers: [ID!]
    card: CardInput
    voucher: String
    madeAt: DateTime
    took: String
    boxedLong: ID
    boxedFlag: Boolean
    details: Any
    mask: String
  }
  input LabelInput {
    key: String!
    value: String!
  }
  input PartInput {
    name: String
    weight: ID
  }
  input CardInput {
    number: String
  }
`;

async function open(handler: UnaryHandler) {
  const service = await startGrpcService(PROTO, { Get: handler, Echo: (thing: unknown) => thing, Forget: () => ({}) });
  return { service, grpc: openGrpc(SDL, service) };
}

/** What the fields are when the service answers with that message. */
async function read(fields: string, message: Record<string, unknown>): Promise<unknown> {
  const { grpc } = await open(() => message);
  const { data, errors } = await grpc.ask(`{ thing(id: "1") { ${fields} } }`);
  expect(errors).toBeUndefined();
  return (data as { thing: unknown }).thing;
}

const MAX = {
  i64: "9223372036854775807",
  u64: "18446744073709551615",
  s64: "-9223372036854775808",
  f64: "9007199254740993",
};

describe("64-bit integers", () => {
  it("are exact as texts, however large", async () => {
    expect(await read("i64 u64 s64 f64", MAX)).toEqual(MAX);
    expect(await read("numbers", { numbers: ["1", MAX.i64] })).toEqual({ numbers: ["1", MAX.i64] });
  });

  it("are numbers where the contract has numbers", async () => {
    expect(await read("i64Number i64Float i64", { i64: "12" })).toEqual({ i64Number: 12, i64Float: 12, i64: "12" });
  });

  it("are numbers for a scalar of the contract's own as long as JSON holds them, else texts", async () => {
    expect(await read("i64Any", { i64: "9007199254740991" })).toEqual({ i64Any: Number.MAX_SAFE_INTEGER });
    expect(await read("i64Any", MAX)).toEqual({ i64Any: MAX.i64 });
  });

  it("are sent exactly", async () => {
    const { service, grpc } = await open(() => ({}));
    const thing = { i64: MAX.s64, u64: MAX.u64, numbers: ["1", "9007199254740993"], counts: { 7: "9007199254740993" } };
    await grpc.ask("query ($thing: ThingInput!) { echo(thing: $thing) { i64 } }", { thing });
    expect(service.calls[0]?.request).toMatchObject(thing);
  });
});

it("32-bit numbers are the ones that were meant", async () => {
  expect(await read("i32 u32 single twice", { i32: -5, u32: 4294967295, single: 0.1, twice: 0.1 })).toEqual({
    i32: -5,
    u32: 4294967295,
    single: 0.1,
    twice: 0.1,
  });
});

it("bytes are Base64", async () => {
  expect(await read("raw", { raw: Buffer.from([0, 255, 16]) })).toEqual({ raw: "AP8Q" });
});

describe("what is absent", () => {
  it("is the zero of its type where presence is not told, null where it is, and empty in lists and maps", async () => {
    expect(
      await read(
        `i32 i64 u64 twice flag text raw maybeNumber maybeText maybeFlag maybeColor colors labels labelMap parts
         partNames firstName mainName mainPart { name } payment { __typename } card { number } voucher madeAt took
         boxedLong boxedText boxedFlag details anything mask inner { i32 } status moments`
          .replace("labels ", "labels { key } ")
          .replace("parts\n", "parts { name }\n"),
        {},
      ),
    ).toEqual({
      i32: 0,
      i64: "0",
      u64: "0",
      twice: 0,
      flag: false,
      text: "",
      raw: "",
      status: "OPEN",
      maybeNumber: null,
      maybeText: null,
      maybeFlag: null,
      maybeColor: null,
      colors: [],
      labels: [],
      labelMap: {},
      parts: [],
      partNames: [],
      firstName: null,
      mainName: null,
      mainPart: null,
      payment: null,
      card: null,
      voucher: null,
      madeAt: null,
      took: null,
      boxedLong: null,
      boxedText: null,
      boxedFlag: null,
      details: null,
      anything: null,
      mask: null,
      inner: null,
      moments: [],
    });
  });

  it("is told from a zero that was sent", async () => {
    const zeros = { maybe_number: 0, maybe_text: "", maybe_flag: false, boxed_long: {}, boxed_flag: {}, voucher: "" };
    expect(await read("maybeNumber maybeText maybeFlag boxedLong boxedFlag voucher", zeros)).toEqual({
      maybeNumber: 0,
      maybeText: "",
      maybeFlag: false,
      boxedLong: "0",
      boxedFlag: false,
      voucher: "",
    });
  });

  it("is not sent, and null neither", async () => {
    const { service, grpc } = await open(() => ({}));
    await grpc.ask("query ($thing: ThingInput!) { echo(thing: $thing) { i64 } }", {
      thing: { maybeNumber: null, parts: [], boxedFlag: false },
    });
    expect(service.calls[0]?.request).toEqual({ boxed_flag: { value: false } });
    await grpc.ask("query ($thing: ThingInput!) { echo(thing: $thing) { i64 } }", { thing: { maybeNumber: 0 } });
    expect(service.calls[1]?.request).toEqual({ maybe_number: 0 });
  });
});

describe("enums", () => {
  it("are called without their prefix, or by @as", async () => {
    expect(
      await read("color colors status colorText", {
        color: "COLOR_RED",
        colors: ["COLOR_DARK_BLUE"],
        status: "CLOSED",
      }),
    ).toEqual({ color: "RED", colors: ["BLUE"], status: "CLOSED", colorText: "COLOR_RED" });
  });

  it("are called what was declared first, or what the contract knows, where several names are one value", async () => {
    expect(await read("status closedness statusText", { status: "SHUT" })).toEqual({
      status: "CLOSED",
      closedness: "SHUT",
      statusText: "CLOSED",
    });
  });

  it("are null where nothing was said", async () => {
    expect(await read("color", {})).toEqual({ color: null });
  });

  it("are left to the check of the answer where the number is not known", async () => {
    expect(await read("color", { color: 99 })).toEqual({ color: 99 });
  });

  it("are sent by their number", async () => {
    const { service, grpc } = await open(() => ({}));
    await grpc.ask("{ echo(thing: { color: BLUE, colors: [RED, BLUE] }) { i64 } }");
    expect(service.calls[0]?.request).toEqual({ color: "COLOR_DARK_BLUE", colors: ["COLOR_RED", "COLOR_DARK_BLUE"] });
  });
});

describe("maps", () => {
  it("are lists of entries in the order of their keys, or objects", async () => {
    const labels = { size: "L", color: "red" };
    expect(await read("labels { key value } labelMap", { labels })).toEqual({
      labels: [
        { key: "color", value: "red" },
        { key: "size", value: "L" },
      ],
      labelMap: labels,
    });
  });

  it("have keys of any type", async () => {
    expect(
      await read("partsByNumber { key value { name weight } } counts { key value } sides", {
        parts_by_number: { "9007199254740993": { name: "far", weight: "9007199254740995" }, "-1": { name: "near" } },
        counts: { 10: MAX.i64, 9: "1" },
        // The server's own library can send no other.
        sides: { true: "right" },
      }),
    ).toEqual({
      partsByNumber: [
        { key: "-1", value: { name: "near", weight: "0" } },
        { key: "9007199254740993", value: { name: "far", weight: "9007199254740995" } },
      ],
      counts: [
        { key: 9, value: "1" },
        { key: 10, value: MAX.i64 },
      ],
      sides: { true: "right" },
    });
  });

  it("are sent from entries or from objects", async () => {
    const { service, grpc } = await open(() => ({}));
    const query = "query ($thing: ThingInput!) { echo(thing: $thing) { i64 } }";
    await grpc.ask(query, { thing: { labels: [{ key: "a", value: "1" }] } });
    await grpc.ask(query, { thing: { labelMap: { a: "1" } } });
    await grpc.ask(query, { thing: { sides: { true: "right", false: "wrong" } } });
    expect(service.calls.map(({ request }) => request)).toEqual([
      { labels: { a: "1" } },
      { labels: { a: "1" } },
      { sides: { true: "right", false: "wrong" } },
    ]);
  });
});

describe("a oneof", () => {
  it("is the choice that was made, as a union or field by field", async () => {
    const fields = "payment { __typename ... on Card { number } ... on Transfer { iban } } card { number } voucher";
    expect(await read(fields, { card: { number: "4111" } })).toEqual({
      payment: { __typename: "Card", number: "4111" },
      card: { number: "4111" },
      voucher: null,
    });
    expect(await read(fields, { transfer: { iban: "DE1" } })).toEqual({
      payment: { __typename: "Transfer", iban: "DE1" },
      card: null,
      voucher: null,
    });
  });

  it("takes one choice", async () => {
    const { service, grpc } = await open(() => ({}));
    const { errors } = await grpc.ask('{ echo(thing: { card: { number: "1" }, voucher: "x" }) { i64 } }');
    expect(errors).toMatchObject([{ extensions: { code: "SERVICE_ERROR" } }]);
    expect(service.calls).toEqual([]);
  });
});

describe("well-known types", () => {
  it("are read as proto3's JSON has them", async () => {
    expect(
      await read("madeAt moments took boxedLong boxedText boxedFlag details anything list mask", {
        made_at: { seconds: "1775000000", nanos: 5_000_000 },
        moments: [{ seconds: "0" }, { seconds: "-1", nanos: 123_456_789 }, { seconds: "253402300799" }],
        took: { seconds: "3", nanos: 500_000_000 },
        boxed_long: { value: MAX.i64 },
        boxed_text: { value: "x" },
        boxed_flag: { value: true },
        details: {
          fields: { a: { numberValue: 1.5 }, b: { listValue: { values: [{ nullValue: 0 }, { boolValue: true }] } } },
        },
        anything: { stringValue: "y" },
        list: { values: [{ numberValue: 0 }] },
        mask: { paths: ["user_name", "items.sold_at"] },
      }),
    ).toEqual({
      madeAt: "2026-03-31T23:33:20.005Z",
      moments: ["1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.123456789Z", "9999-12-31T23:59:59.000Z"],
      took: "3.500s",
      boxedLong: MAX.i64,
      boxedText: "x",
      boxedFlag: true,
      details: { a: 1.5, b: [null, true] },
      anything: "y",
      list: [0],
      mask: "userName,items.soldAt",
    });
  });

  it("are sent from the same", async () => {
    const { service, grpc } = await open(() => ({}));
    await grpc.ask("query ($thing: ThingInput!) { echo(thing: $thing) { i64 } }", {
      thing: {
        madeAt: "2026-04-01T01:33:20.005+02:00",
        took: "-3.5s",
        boxedLong: MAX.i64,
        details: { a: [1, "b", null, { c: false }] },
      },
    });
    expect(service.calls[0]?.request).toEqual({
      made_at: { seconds: "1775000000", nanos: 5_000_000 },
      took: { seconds: "-3", nanos: -500_000_000 },
      boxed_long: { value: MAX.i64 },
      details: {
        fields: {
          a: {
            listValue: {
              values: [
                { numberValue: 1 },
                { stringValue: "b" },
                { nullValue: "NULL_VALUE" },
                { structValue: { fields: { c: { boolValue: false } } } },
              ],
            },
          },
        },
      },
    });
  });

  it("that cannot be fit no type of the contract, and are not missing", async () => {
    for (const [field, message] of Object.entries({
      madeAt: { made_at: { seconds: "253402300800" } },
      took: { took: { seconds: "315576000001" } },
    })) {
      expect(await read(field, message)).toEqual({ [field]: NaN });
    }
  });

  it("have their fields' own names in a mask that is sent", async () => {
    const { service, grpc } = await open(() => ({}));
    await grpc.ask('{ echo(thing: { mask: "userName,items.soldAt" }) { i64 } }');
    expect(service.calls[0]?.request).toEqual({ mask: { paths: ["user_name", "items.sold_at"] } });
  });

  it("answer nothing with true", async () => {
    const { grpc } = await open(() => ({}));
    expect(await grpc.ask('mutation { forget(id: "1") }')).toEqual({ data: { forget: true } });
  });
});

it("a message is JSON for a scalar of the contract's own, zeros included", async () => {
  expect(await read("price", { price: { amount: "1999", currency: "EUR" } })).toEqual({
    price: { amount: 1999, currency: "EUR" },
  });
  expect(await read("price", { price: { currency: "EUR" } })).toEqual({ price: { amount: 0, currency: "EUR" } });
  const all = (await read("all", {
    color: "COLOR_RED",
    inner: {},
    card: { number: "1" },
    parts_by_number: { 5: {} },
  })) as {
    all: Record<string, unknown>;
  };
  expect(all.all).toMatchObject({
    i64: 0,
    color: "COLOR_RED",
    card: { number: "1" },
    inner: { text: "" },
    partsByNumber: { 5: { name: "", weight: 0 } },
  });
  expect(all.all).not.toHaveProperty("maybeNumber");
});

it("a message may hold itself", async () => {
  const message = { inner: { inner: { text: "deep" } } };
  expect(await read("inner { inner { text inner { text } } }", message)).toEqual({
    inner: { inner: { text: "deep", inner: null } },
  });
});

it.each([
  ['{ i64: "x" }', "i64 takes a whole number"],
  ['{ i64: "9223372036854775808" }', "i64 takes a whole number of 64 bits"],
  ['{ u64: "-1" }', "u64 takes a whole number of 64 bits"],
  ['{ raw: "not base64!" }', "raw takes Base64"],
  ["{ single: 1e39 }", "single takes a number of 32 bits"],
  ['{ madeAt: "yesterday" }', "is no google.protobuf.Timestamp"],
  ['{ madeAt: "2026-02-30T00:00:00Z" }', "is no google.protobuf.Timestamp"],
  ['{ madeAt: "0000-12-31T00:00:00Z" }', "is no google.protobuf.Timestamp"],
  ['{ took: "315576000001s" }', "is no google.protobuf.Duration"],
  ['{ counts: { x: "1" } }', "counts takes a whole number"],
  ["{ counts: { a: null } }", "counts takes a map without nulls"],
  ["{ labelMap: 5 }", "labels takes a map"],
  ['{ labels: [{ key: "a", value: "1" }, { key: "a", value: "2" }] }', "labels takes a map with each key once"],
  ['{ raw: "AAAAA" }', "raw takes Base64"],
  ['{ took: "3 minutes" }', "is no google.protobuf.Duration"],
])("%s cannot be sent, and is not", async (thing, why) => {
  const { service, grpc } = await open(() => ({}));
  const { errors } = await grpc.ask(`{ echo(thing: ${thing}) { i64 } }`);
  expect(errors).toMatchObject([{ extensions: { code: "SERVICE_ERROR" } }]);
  expect(String(errors?.[0]?.["cause" as never])).toContain(why);
  expect(service.calls).toEqual([]);
});

it("half a surrogate pair, which has no UTF-8, cannot be sent, and is not", async () => {
  const { service, grpc } = await open(() => ({}));
  const query = "query ($thing: ThingInput!) { echo(thing: $thing) { i64 } }";
  for (const thing of [{ voucher: "\ud83e" }, { labelMap: { "\ud83e": "x" } }]) {
    expect((await grpc.ask(query, { thing })).errors).toMatchObject([{ extensions: { code: "SERVICE_ERROR" } }]);
  }
  expect(service.calls).toEqual([]);
});

describe("a request whose fields are arguments", () => {
  const proto2 = /* proto */ `
    syntax = "proto2";
    service Notes { rpc Add(Note) returns (Note); }
    message Note { required string text = 1; optional Note parent = 2; oneof place { string shelf = 3; string box = 4; } }`;
  const sdl = /* GraphQL */ `
    type Query {
      add(text: String, parent: NoteInput, shelf: String, box: String): Note @grpc(method: "Notes/Add")
    }
    type Note {
      text: String!
      shelf: String
    }
    input NoteInput {
      text: String
      shelf: String
    }
  `;

  it.each([
    ['text: "x", shelf: "a", box: "b"', "Note holds only one of shelf and box."],
    ['shelf: "a"', "Note.text is required."],
    ['text: "x", parent: { shelf: "a" }', "Note.text is required."],
  ])("is not sent with %s", async (given, why) => {
    const service = await startGrpcService(proto2, { Add: (note: unknown) => note });
    const { errors } = await openGrpc(sdl, service).ask(`{ add(${given}) { text } }`);
    expect(errors).toMatchObject([{ extensions: { code: "SERVICE_ERROR" }, cause: why }]);
    expect(service.calls).toEqual([]);
  });

  it("is sent with all that proto2 requires", async () => {
    const service = await startGrpcService(proto2, { Add: (note: unknown) => note });
    const { data } = await openGrpc(sdl, service).ask('{ add(text: "x", shelf: "a", box: null) { text shelf } }');
    expect(data).toEqual({ add: { text: "x", shelf: "a" } });
  });
});
