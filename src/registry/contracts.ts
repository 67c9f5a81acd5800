import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import {
  GraphQLError,
  KnownTypeNamesRule,
  parse,
  PossibleTypeExtensionsRule,
  Source,
  type DocumentNode,
} from "graphql";
import { specifiedSDLRules } from "graphql/validation/specifiedRules.js";
import { validateSDL } from "graphql/validation/validate.js";
import { loadProto, ProtoProblem, type Proto } from "../transports/grpc/load-proto.ts";
import type { TransportKind } from "../transports/transport-kinds.ts";
import { isContract, parseContract, withContractDirectives, type Contract } from "./contract.ts";
import { problemOf, type Problem } from "./problem.ts";

export interface Contracts {
  readonly contracts: readonly Contract[];
  /** What the gateway itself adds. */
  readonly gatewayContract: DocumentNode | undefined;
  /** Why contracts are missing from this list. */
  readonly problems: readonly Problem[];
}

export interface NamedContract {
  readonly name: string;
  readonly contract: string;
  readonly transport?: TransportKind;
  readonly proto?: string;
}

/** Reads the contracts of all services and of the gateway. What cannot be read or parsed is a problem, never thrown. */
export function loadContracts(
  services: readonly NamedContract[],
  gatewayContract: string | undefined,
  directory: string,
): Contracts {
  const problems: Problem[] = [];
  const contracts = services.flatMap((service) => {
    const { name, contract: file, transport } = service;
    const text = read(file, directory, problems);
    const proto = readProto(service, directory, problems);
    const contract = text === undefined ? [] : parseContract(name, shownName(file, directory), text, transport, proto);
    if (isContract(contract)) return [contract];
    problems.push(...contract);
    return [];
  });
  return { contracts, gatewayContract: parseGatewayContract(gatewayContract, directory, problems), problems };
}

/** What must hold of a contract by itself that speaks of other contracts' types. */
const RULES_OF_A_PART = specifiedSDLRules.filter(
  (rule) => rule !== KnownTypeNamesRule && rule !== PossibleTypeExtensionsRule,
);

function parseGatewayContract(
  file: string | undefined,
  directory: string,
  problems: Problem[],
): DocumentNode | undefined {
  const text = file === undefined ? undefined : read(file, directory, problems);
  if (file === undefined || text === undefined) return undefined;
  try {
    const document = parse(new Source(text, shownName(file, directory)));
    problems.push(...validateSDL(withContractDirectives(document), null, RULES_OF_A_PART).map(problemOf));
    return document;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    problems.push(problemOf(error));
    return undefined;
  }
}

function read(file: string, directory: string, problems: Problem[]): string | undefined {
  try {
    return readFileSync(resolve(directory, file), "utf8");
  } catch (error) {
    const isAbsent = error instanceof Error && "code" in error && error.code === "ENOENT";
    const message = isAbsent ? "There is no such contract." : `The contract cannot be read: ${String(error)}`;
    problems.push({ message, file: shownName(file, directory), line: 1, column: 1 });
    return undefined;
  }
}

function readProto(service: NamedContract, directory: string, problems: Problem[]): Proto | undefined {
  const { name, contract, transport, proto } = service;
  if (transport !== "grpc") return undefined;
  if (proto === undefined) {
    const message = `The ${name} service is asked over gRPC: name its .proto file as proto in the configuration.`;
    problems.push({ message, file: shownName(contract, directory), line: 1, column: 1 });
    return undefined;
  }
  try {
    return loadProto(resolve(directory, proto));
  } catch (error) {
    if (!(error instanceof ProtoProblem)) throw error;
    problems.push({ message: error.message, file: shownName(error.file, directory), line: error.line, column: 1 });
    return undefined;
  }
}

/** The file as a person in this terminal would name it. */
function shownName(file: string, directory: string): string {
  const path = resolve(directory, file);
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}
