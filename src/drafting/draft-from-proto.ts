import { resolve } from "node:path";
import { parse, print } from "graphql";
import { ConfigurationError } from "../errors.ts";
import { servicesIn } from "../transports/grpc/find-method.ts";
import { loadProto, ProtoProblem, type Proto } from "../transports/grpc/load-proto.ts";
import { fullNameOf } from "../transports/grpc/proto-field.ts";
import type { DraftedContract } from "./drafted-contract.ts";
import { draftMethods } from "./proto/draft-methods.ts";
import { MessageDrafts } from "./proto/draft-messages.ts";

/**
 * Drafts the contract of a gRPC service from its `.proto`, to be edited by hand: it holds all that the service offers,
 * where a contract should hold what the gateway needs. Throws a `ConfigurationError` where the file cannot be used or
 * offers nothing.
 */
export function draftFromProto(file: string): DraftedContract {
  const notes: string[] = [];
  const note = (message: string) => {
    if (!notes.includes(message)) notes.push(message);
  };
  const services = servicesIn(load(file)).filter((service) => !fullNameOf(service).startsWith("google."));
  if (services.length === 0) throw new ConfigurationError([`${file}: has no service`]);
  const types = new MessageDrafts(note);
  const { queries, mutations, subscriptions } = draftMethods(services, types, note);
  if (queries.length + mutations.length + subscriptions.length === 0) {
    throw new ConfigurationError([
      `${file}: has no method that can be mapped`,
      ...notes.map((each) => `${file}: ${each}`),
    ]);
  }
  if (queries.length === 0) note("There is no method that only reads: a contract needs a field of Query to be valid.");
  const definitions = [
    ...printRoot("Query", queries),
    ...printRoot("Mutation", mutations),
    ...printRoot("Subscription", subscriptions),
    types.print(),
  ].join("\n");
  const comments = [
    `Drafted from ${services.map(fullNameOf).join(", ")}: keep what the gateway needs.`,
    ...(notes.length === 0 ? [] : ["What could not be mapped:", ...notes.map((each) => `- ${each}`)]),
  ];
  const header = comments.map((comment) => `# ${comment.replaceAll(/\s+/g, " ")}\n`).join("");
  return { sdl: `${header}\n${print(parse(definitions))}\n`, notes };
}

function printRoot(name: string, fields: readonly string[]): readonly string[] {
  return fields.length === 0 ? [] : [`type ${name} {\n${fields.join("\n")}\n}`];
}

function load(file: string): Proto {
  try {
    return loadProto(resolve(file));
  } catch (error) {
    if (!(error instanceof ProtoProblem)) throw error;
    throw new ConfigurationError([
      `${error.file === resolve(file) ? file : error.file}:${error.line}: ${error.message}`,
    ]);
  }
}
