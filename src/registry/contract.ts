import {
  buildASTSchema,
  concatAST,
  GraphQLError,
  isTypeDefinitionNode,
  parse,
  Source,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { validateSDL } from "graphql/validation/validate.js";
import { contractDirectives } from "../directives/contract-directives.ts";
import type { Proto } from "../transports/grpc/load-proto.ts";
import type { TransportKind } from "../transports/transport-kinds.ts";
import { problemOf, type Problem } from "./problem.ts";

/** The SDL of one service: what the gateway relies on, nothing more. */
export interface Contract {
  /** The service's name. */
  readonly name: string;
  /** How the service is spoken to: what the SDL must say of it depends on that. */
  readonly transport: TransportKind;
  /** What a gRPC service speaks; its SDL maps to it. */
  readonly proto?: Proto;
  /** The SDL's own file, as people are told of it. */
  readonly file: string;
  /** The SDL alone, with its places in the file. */
  readonly document: DocumentNode;
  /** The SDL with the contract directives. */
  readonly schema: GraphQLSchema;
}

/** Parses one contract. Gives the contract, or everything that is wrong with it, each with its line. */
export function parseContract(
  name: string,
  file: string,
  text: string,
  transport: TransportKind = "graphql",
  proto?: Proto,
): Contract | readonly Problem[] {
  let document: DocumentNode;
  try {
    document = parse(new Source(text, file));
  } catch (error) {
    if (error instanceof GraphQLError) return [problemOf(error)];
    throw error;
  }
  const whole = withContractDirectives(document);
  const errors = validateSDL(whole);
  if (errors.length > 0) return errors.map(problemOf);
  try {
    const schema = buildASTSchema(whole, { assumeValidSDL: true });
    return { name, transport, file, document, schema, ...(proto === undefined ? {} : { proto }) };
  } catch (error) {
    if (error instanceof GraphQLError) return [problemOf(error)];
    throw error;
  }
}

export function isContract(value: Contract | readonly Problem[]): value is Contract {
  return !Array.isArray(value);
}

/** A contract's document together with the definitions of what it may use. */
export function withContractDirectives(document: DocumentNode): DocumentNode {
  return concatAST([withoutDirectiveDefinitions(document), directivesBeside(document)]);
}

/** A contract may bring the directives' definitions along, as other tools demand: ours count. */
function withoutDirectiveDefinitions(document: DocumentNode): DocumentNode {
  const known = new Set(
    contractDirectives.definitions.map((definition) =>
      definition.kind === "DirectiveDefinition" ? definition.name.value : undefined,
    ),
  );
  return {
    ...document,
    definitions: document.definitions.filter(
      (definition) => !(definition.kind === "DirectiveDefinition" && known.has(definition.name.value)),
    ),
  };
}

/** The directives' definitions, without a type that the contract defines itself. */
function directivesBeside(document: DocumentNode): DocumentNode {
  const own = new Set(document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value));
  return {
    ...contractDirectives,
    definitions: contractDirectives.definitions.filter(
      (definition) => !(isTypeDefinitionNode(definition) && own.has(definition.name.value)),
    ),
  };
}
