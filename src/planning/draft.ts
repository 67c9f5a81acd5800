/** A plan while it is made: calls that know each other, before they are put into fetches. */
import { visit, type ArgumentNode, type GraphQLArgument, type GraphQLSchema, type OperationTypeNode } from "graphql";
import type { Lookup, Owner } from "../composition/owners.ts";
import type { FieldTimeouts } from "../directives/degradations.ts";
import { PlanRefused, type KeyField, type KeyPromise, type PassedArgument, type PathStep } from "./plan.ts";
import type { UpstreamSelection } from "./upstream-selection.ts";

export interface DraftCall {
  readonly service: string;
  readonly operation: OperationTypeNode;
  /** How long it may take. What may take as long as its service does never travels with it. */
  readonly timeoutMs: number | undefined;
  readonly field: string;
  /** Undefined for a leaf. */
  readonly selection: UpstreamSelection | undefined;
  /** The client's variables that are used in it. */
  readonly variables: Set<string>;
  /** The calls whose answers it needs. */
  readonly after: Set<DraftCall>;
  readonly detail: RootDetail | LookupDetail | JoinDetail;
}

export interface RootDetail {
  readonly kind: "root";
  readonly arguments: string;
  readonly property: string;
}

export interface LookupDetail {
  readonly kind: "lookup";
  readonly lookup: Lookup;
  readonly parameters: readonly GraphQLArgument[];
  readonly echo: readonly KeyField[];
  readonly targets: readonly DraftTarget[];
}

export interface DraftTarget {
  readonly type: string;
  readonly path: readonly PathStep[];
  readonly link: string;
  readonly otherLink?: string;
  readonly key: readonly KeyField[];
}

export interface JoinDetail {
  readonly kind: "join";
  readonly join: DraftJoin;
  readonly argument: GraphQLArgument;
  readonly takesList: boolean;
  readonly promise: KeyPromise;
  readonly passed: readonly PassedArgument[];
}

export interface DraftJoin {
  readonly field: string;
  readonly aggregate: string;
  readonly link: string;
  readonly isList: boolean;
  readonly keyField: string | undefined;
  readonly keys: readonly PathStep[] | "id";
  readonly promises: readonly (KeyPromise | undefined)[];
  readonly guess: { readonly link: string; readonly roles: readonly string[] } | undefined;
  /** The calls whose answers hold its keys. */
  readonly after: ReadonlySet<DraftCall>;
}

export interface DraftAggregate {
  readonly property: string;
  readonly id: ArgumentNode | undefined;
  readonly joins: DraftJoin[];
}

/**
 * More than this is not planned: a plan is made while a client waits. Fields are counted for each type that an object may
 * have, and so is what is looked at to find them.
 */
const MAX_FIELDS = 10_000;

/** What all parts of one plan's making share. */
export class PlanDraft {
  readonly schema: GraphQLSchema;
  readonly owners: ReadonlyMap<string, Owner>;
  readonly timeouts: FieldTimeouts;
  calls: DraftCall[] = [];
  aggregates: DraftAggregate[] = [];
  #fields = 0;
  #links = 0;

  constructor(schema: GraphQLSchema, owners: ReadonlyMap<string, Owner>, timeouts: FieldTimeouts) {
    this.schema = schema;
    this.owners = owners;
    this.timeouts = timeouts;
  }

  ownerOf(service: string): Owner {
    const owner = this.owners.get(service);
    if (owner === undefined) throw new Error(`There is no ${service} service to plan for.`);
    return owner;
  }

  addCall(call: Omit<DraftCall, "variables">): DraftCall {
    const added = { ...call, variables: new Set<string>() };
    this.calls.push(added);
    return added;
  }

  /** A property that no service can answer with: it is no GraphQL name. */
  newLink(): string {
    this.#links += 1;
    return `@${this.#links}`;
  }

  /** Counts fields that are planned, or looked at. Throws `PlanRefused` once there are too many. */
  countFields(number = 1): void {
    this.#fields += number;
    if (this.#fields > MAX_FIELDS)
      throw new PlanRefused("too-large", `The operation has more than ${MAX_FIELDS} fields to plan.`);
  }
}

/** Notes the client's variables that an argument uses. */
export function noteVariables(node: ArgumentNode, { variables }: DraftCall): void {
  visit(node, { Variable: ({ name }) => void variables.add(name.value) });
}
