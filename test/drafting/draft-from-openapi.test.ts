import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startOwnService } from "../store/store-testkit.ts";
import { checkComposition } from "../../src/composition/checks/check-composition.ts";
import { draftFromOpenApi } from "../../src/drafting/draft-from-openapi.ts";
import { isContract, parseContract } from "../../src/registry/contract.ts";
import { printProblem } from "../../src/registry/problem.ts";
import { startNode } from "../testkit/processes.ts";
import { makeFolder, startTestGateway } from "../testkit/test-gateway.ts";

const FULL = new URL("full.yaml", import.meta.url).pathname;

/** What `selvage check` would say of it as the contract of a service over REST. */
function check(sdl: string): readonly string[] {
  const contract = parseContract("shop", "shop.graphql", sdl, "rest");
  if (!isContract(contract)) return contract.map(printProblem);
  return checkComposition([contract], undefined, []).errors.map(printProblem);
}

describe("a contract that is drafted from an OpenAPI document", () => {
  it("holds all that can be mapped, and says what cannot", async () => {
    const { sdl, notes } = await draftFromOpenApi(FULL);
    expect(sdl).toBe(readFileSync(new URL("full.contract.txt", import.meta.url), "utf8"));
    expect(notes).toEqual([
      "GET /books: without the parameter filter: it is an object (style deepObject).",
      "GET /books: without the parameter session: cookies are not sent.",
      "GET /covers/{id}: left out: its answer is image/png, not JSON.",
      "PUT /covers/{id}: left out: its body is image/png, not JSON.",
      "ThingsResultOdd is one of several schemas without a discriminator: it is any JSON here.",
    ]);
  });

  it.each([FULL, "examples/store/user/openapi.yaml", "examples/store/payment/openapi.yaml"])(
    "of %s passes the checks",
    async (file) => {
      expect(check((await draftFromOpenApi(file)).sdl)).toEqual([]);
    },
  );

  it("works: the store's user service is asked by what its document alone says", async () => {
    const service = await startOwnService("user");
    const { sdl } = await draftFromOpenApi("examples/store/user/openapi.yaml");
    const gateway = await startTestGateway({ user: { sdl, url: service.url, transport: "rest" } });
    expect(
      await gateway.ask('{ user(id: "user-1") { id name email } none: user(id: "none") { id } me { id } }'),
    ).toEqual({
      data: { user: { id: "user-1", name: "Ada Lindqvist", email: null }, none: null, me: null },
    });
  });

  it.each([
    ["swagger: '2.0'\ninfo: { title: Old, version: '1' }\npaths: {}", /must be an OpenAPI 3 document/],
    ["openapi: 3.0.3\ninfo: { title: Bad, version: '1' }\npaths: { /a: { get: { parameters: 5 } } }", /draft\.yaml: /],
    ["openapi: [", /draft\.yaml: /],
    [
      "openapi: 3.0.3\ninfo: { title: Far, version: '1' }\npaths: { /a: { $ref: 'http://127.0.0.1:9/a.yaml' } }",
      /draft\.yaml: /,
    ],
  ])("is refused, with the reason, for %j", async (text, message) => {
    const file = join(makeFolder(), "draft.yaml");
    writeFileSync(file, text);
    await expect(draftFromOpenApi(file)).rejects.toThrow(message);
  });
});

describe("selvage contract", () => {
  it("prints the contract on standard output, and what it could not map on standard error", async () => {
    const command = startNode(["src/cli/bin.ts", "contract", "--from-openapi", FULL]);
    expect(await command.ended).toBe(0);
    expect(command.output()).toContain("type Query {");
    expect(command.output()).toContain("GET /covers/{id}: left out: its answer is image/png, not JSON.\n");
  });

  it.each([
    [["contract"], /Say what the service is described by/],
    [["contract", "--from-openapi", "no-such-file.yaml"], /no-such-file\.yaml/],
  ])("%j ends with 2", async (words, message) => {
    const command = startNode(["src/cli/bin.ts", ...words]);
    expect(await command.ended).toBe(2);
    expect(command.output()).toMatch(message);
    expect(command.output()).not.toMatch(/\n\s+at /);
  });
});
