import type { ASTNode } from "graphql";
import type { ContractFacts } from "./contract-facts.ts";

/** One thing that must hold for the contracts to compose: reports every place where it does not. Never throws. */
export type CompositionRule = (facts: ContractFacts, report: Report) => void;

/** Takes what a rule finds, with the node at fault. */
export interface Report {
  /** What does not compose, or would break the promise of partial results. */
  error(node: ASTNode | undefined, message: string): void;
  /** What works, but not as well as it could. */
  warning(node: ASTNode | undefined, message: string): void;
}
