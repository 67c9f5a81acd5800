import { parse, Source, type DocumentNode } from "graphql";
import type { Aggregate } from "../../../src/aggregates/aggregate.ts";
import type { CompositionRule } from "../../../src/composition/checks/composition-rule.ts";
import { readContractFacts } from "../../../src/composition/checks/contract-facts.ts";
import { isContract, parseContract, type Contract } from "../../../src/registry/contract.ts";
import { printProblem, problemAt } from "../../../src/registry/problem.ts";
import type { TransportKind } from "../../../src/transports/transport-kinds.ts";

export interface Graph {
  /** The gateway's own contract; its file is `gateway.graphql`. */
  readonly gateway?: string;
  readonly aggregates?: readonly Aggregate[];
  /** How all services are spoken to. */
  readonly transport?: TransportKind;
  /** How long a request may take, in milliseconds. */
  readonly answerTimeoutMs?: number;
}

/** Runs one rule over contracts by the names of their services; the file of `order` is `order.graphql`. */
export function runRule(rule: CompositionRule, services: Record<string, string>, graph: Graph = {}): string[] {
  const problems: string[] = [];
  rule(
    readContractFacts(
      readContracts(services, graph.transport),
      readGatewayContract(graph.gateway),
      graph.aggregates ?? [],
      graph.answerTimeoutMs,
    ),
    {
      error: (node, message) => problems.push(`error: ${printProblem(problemAt(node, message))}`),
      warning: (node, message) => problems.push(`warning: ${printProblem(problemAt(node, message))}`),
    },
  );
  return problems;
}

export function readContracts(services: Record<string, string>, transport?: TransportKind): Contract[] {
  return Object.entries(services).map(([name, text]) => {
    const contract = parseContract(name, `${name}.graphql`, text.trim(), transport);
    if (isContract(contract)) return contract;
    throw new Error(contract.map(printProblem).join("\n"));
  });
}

export function readGatewayContract(text: string | undefined): DocumentNode | undefined {
  return text === undefined ? undefined : parse(new Source(text.trim(), "gateway.graphql"));
}
