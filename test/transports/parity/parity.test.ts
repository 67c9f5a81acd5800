/**
 * One contract, one service, several protocols: what a client gets through a gateway must be the same, to the last error
 * code. GraphQL is the reference. A transport joins by a case of its own in `CASES`.
 */
import { GraphQLScalarType } from "graphql";
import { describe, expect, it, onTestFinished } from "vitest";
import { startFakeService } from "../../testkit/fake-service.ts";
import { startTestGateway, type GraphqlAnswer } from "../../testkit/test-gateway.ts";
import { graphqlCase } from "./graphql-case.ts";
import { grpcCase } from "./grpc-case.ts";
import { Library } from "./library.ts";
import { OPERATIONS, OPERATIONS_UNDER_FAULTS, type ParityOperation } from "./operations.ts";
import { FAULTS, type Fault, type ParityCase } from "./parity-case.ts";
import { restCase } from "./rest-case.ts";

const CASES: readonly ParityCase[] = [restCase, grpcCase];

/** Only whole texts of one form: so that a value which does not fit is told in every protocol. */
const dateScalar = new GraphQLScalarType({
  name: "Date",
  parseValue: (value) => {
    if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) return value;
    throw new Error("is no date");
  },
});

const OFFERS = ["b1", "none", "b2", "b1", "b3"].map((id, index) => ({ id: `o${index}`, book: { id } }));

/** Asks a new gateway in front of a new library, and another service that refers to its books. */
async function ask(parityCase: ParityCase, { query, variables }: ParityOperation, fault?: Fault | "closed") {
  const library = new Library();
  const service = await parityCase.start(library);
  const shop = await startFakeService(
    "type Query { offers: [Offer!] } type Offer { id: ID! book: Book } type Book { id: ID! }",
    { Query: { offers: () => OFFERS } },
  );
  onTestFinished(() => shop.close());
  const gateway = await startTestGateway(
    {
      library: {
        sdl: parityCase.sdl,
        url: service.url,
        timeoutMs: fault === "silent" ? 300 : 10_000,
        maxResponseBytes: 20_000,
        retry: false,
        errors: { queries: "mask", mutations: "pass" },
        ...parityCase.options,
        ...parityCase.prepare?.(),
      },
      shop,
    },
    { scalars: { Date: dateScalar } },
  );
  if (fault === "closed") library.close();
  else if (fault !== undefined) await service.fail(fault);
  const answer = await gateway.ask(query, variables);
  return { ...comparable(answer), calls: service.calls() };
}

/** Errors by their places: their order is nobody's promise. */
function comparable({ data, errors = [] }: GraphqlAnswer) {
  const text = (error: unknown) => JSON.stringify(error);
  return { answer: { data, errors: errors.toSorted((one, other) => (text(one) < text(other) ? -1 : 1)) } };
}

/** What is not the same must be explained where the case is. */
function titled(parityCase: ParityCase, name: string): readonly [isSkipped: boolean, title: string] {
  const reason = parityCase.skips[name];
  return reason === undefined ? [false, name] : [true, `${name} (skipped: ${reason})`];
}

describe.each(CASES)("a service over $name answers as one that speaks GraphQL", (parityCase) => {
  for (const operation of OPERATIONS) {
    const [isSkipped, title] = titled(parityCase, operation.name);
    it.skipIf(isSkipped)(title, async () => {
      const reference = await ask(graphqlCase, operation);
      expect(reference.answer.data).toBeDefined();
      expect((await ask(parityCase, operation)).answer).toEqual(reference.answer);
    });
  }

  it("is asked once for all keys that it may be asked for at once", async () => {
    const operation = { name: "", query: "{ offers { book { title } } more: offers { book { pages } } }" };
    expect((await ask(parityCase, operation)).calls).toBe(parityCase.callsForOffers);
  });
});

describe.each(CASES)("a service over $name fails as one that speaks GraphQL", (parityCase) => {
  for (const fault of [...FAULTS, "closed"] as const) {
    const [isSkipped, title] = titled(parityCase, fault);
    for (const operation of OPERATIONS_UNDER_FAULTS) {
      it.skipIf(isSkipped)(`${title}: ${operation.name}`, async () => {
        const reference = await ask(graphqlCase, operation, fault);
        expect(reference.answer.errors).not.toEqual([]);
        const { answer } = await ask(parityCase, operation, fault);
        expect(answer).toEqual(reference.answer);
        expect(JSON.stringify(answer)).not.toMatch(/Secret|127\.0\.0\.1/);
      });
    }
  }
});
