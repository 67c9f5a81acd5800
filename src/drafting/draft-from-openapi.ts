import { parse, print } from "graphql";
import type { DraftedContract } from "./drafted-contract.ts";
import { draftOperations } from "./openapi/draft-operations.ts";
import { TypeDrafts } from "./openapi/draft-types.ts";
import { readOpenApiDocument } from "./openapi/openapi-document.ts";

/**
 * Drafts the contract of a service over REST from its OpenAPI 3 document, to be edited by hand: it holds all that the
 * service offers, where a contract should hold what the gateway needs. Throws a `ConfigurationError` where the document
 * cannot be read, is not valid, or offers nothing.
 */
export async function draftFromOpenApi(file: string): Promise<DraftedContract> {
  const document = await readOpenApiDocument(file);
  const notes: string[] = [];
  const note = (message: string) => {
    if (!notes.includes(message)) notes.push(message);
  };
  const types = new TypeDrafts(document, note);
  const { queries, mutations } = draftOperations(document, types, note);
  const { title, version } = document.info;
  const definitions = [
    // A contract has queries, if only this one.
    `type Query {\n${queries.length === 0 ? '  nothing: Boolean @rest(path: "/")\n' : queries.join("\n")}}`,
    ...(mutations.length === 0 ? [] : [`type Mutation {\n${mutations.join("\n")}}`]),
    types.print(),
  ].join("\n");
  const comments = [
    `Drafted from the OpenAPI document of ${JSON.stringify(`${title} ${version}`)}: keep what the gateway needs.`,
    ...(notes.length === 0 ? [] : ["What could not be mapped:", ...notes.map((each) => `- ${each}`)]),
  ];
  const header = comments.map((comment) => `# ${comment.replaceAll(/\s+/g, " ")}\n`).join("");
  return { sdl: `${header}\n${print(parse(definitions))}\n`, notes };
}
