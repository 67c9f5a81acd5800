/** `_gateway`: the gateway's word on itself in the graph. It is answered here, beside introspection; no engine knows of it. */
import {
  extendSchema,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { Principal } from "../auth/principal.ts";
import type { ServiceState } from "../resilience/service-state.ts";
import { EventQueue } from "../util/event-queue.ts";
import { executeEvents, type ResultStream } from "./execute-events.ts";
import type { Operation } from "./operation.ts";
import { refuse } from "./refusal.ts";
import { watchStates } from "./watch-states.ts";

export interface GatewayFieldOptions {
  /** Whether everybody may ask for `_gateway`. @default true, but false where `NODE_ENV` is production */
  enabled?: boolean;
  /** Who may, where not everybody may: whoever has one of these roles. @default nobody: then the graph has no such field */
  roles?: readonly string[];
}

export const GATEWAY_FIELD = "_gateway";

const typesOf = (isNew: boolean) => /* GraphQL */ `
  extend type Query {
    "How the services behind this gateway do."
    _gateway: _Gateway!
  }
  ${isNew ? "extend schema { subscription: Subscription } type Subscription" : "extend type Subscription"} {
    "How the services do: at once, and again whenever one's state changes."
    _gateway: _Gateway!
  }
  type _Gateway {
    services: [_GatewayService!]!
  }
  type _GatewayService {
    name: String!
    state: _GatewayServiceState!
    "How many calls it has not answered yet."
    inFlight: Int!
    "What its calls took of late, as a moving average."
    latencyMs: Float
    "The code of the last call that failed as a whole."
    lastErrorCode: String
    "When that was (RFC 3339)."
    lastErrorAt: String
    "Root fields that are not asked for now: they failed too often."
    openFields: [String!]!
  }
  enum _GatewayServiceState {
    UP
    "It lacks one of its endpoints or root fields, or did not answer its last call."
    DEGRADED
    DOWN
    "It was not asked yet."
    UNKNOWN
  }
`;

export interface GatewayField {
  /** Adds the field to what clients may ask for. */
  extend(schema: GraphQLSchema): GraphQLSchema;
  /** Whether the operation asks for it, in its first level. */
  isAskedFor(operation: Pick<Operation, "document" | "definition">): boolean;
  /** Throws `OperationRefused` (FORBIDDEN) for whoever may not. */
  demand(principal: Principal): void;
  /** The operation without it. */
  leaveOut<Asked extends Pick<Operation, "document">>(operation: Asked): Asked;
  /** What the field resolves to, now. */
  readonly root: object;
  /** The results of a subscription to it, each by `answer`: one at once, and one for each change that follows. */
  subscribe(answer: () => Promise<ExecutionResult>): ResultStream;
}

/** Undefined where nobody may ask for it: then the graph does not have it. */
export function createGatewayField(
  { enabled = true, roles = [] }: GatewayFieldOptions,
  states: () => readonly ServiceState[],
): GatewayField | undefined {
  if (!enabled && roles.length === 0) return undefined;
  const asked = new WeakMap<OperationDefinitionNode, boolean>();
  const left = new WeakMap<DocumentNode, DocumentNode>();
  const watch = watchStates(states);

  return {
    extend(schema) {
      return extendSchema(schema, parse(typesOf(!schema.getSubscriptionType())));
    },
    isAskedFor({ document, definition }) {
      const known = asked.get(definition) ?? holdsField(document, definition.selectionSet);
      asked.set(definition, known);
      return known;
    },
    demand({ roles: own }) {
      if (!enabled && !own.some((role) => roles.includes(role))) {
        throw refuse("FORBIDDEN", `${GATEWAY_FIELD} is not for everybody here.`);
      }
    },
    leaveOut(operation) {
      const document = left.get(operation.document) ?? withoutField(operation.document);
      left.set(operation.document, document);
      return { ...operation, document };
    },
    root: { [GATEWAY_FIELD]: () => ({ services: states().map(tell) }) },
    subscribe(answer) {
      // One that waits stands for all: its answer tells of the moment when it is taken.
      const changes = new EventQueue<ExecutionResult>({ capacity: 1, onClose: () => stop() });
      const stop = watch(() => changes.put({}));
      changes.put({});
      return executeEvents(changes, answer);
    },
  };
}

/** No names of endpoints: those are for `/health/services`. */
function tell({ name, state, inFlight, latencyMs, lastError, openFields }: ServiceState) {
  return {
    name,
    state: state.toUpperCase(),
    inFlight,
    latencyMs,
    lastErrorCode: lastError?.code,
    lastErrorAt: lastError?.at,
    openFields,
  };
}

/** Each fragment is looked into once, however often it is spread. */
function holdsField(document: DocumentNode, { selections }: SelectionSetNode, seen = new Set<string>()): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === GATEWAY_FIELD;
    if (selection.kind === Kind.INLINE_FRAGMENT) return holdsField(document, selection.selectionSet, seen);
    const name = selection.name.value;
    if (seen.has(name)) return false;
    seen.add(name);
    return document.definitions.some(
      (definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION &&
        definition.name.value === name &&
        holdsField(document, definition.selectionSet, seen),
    );
  });
}

/** Only the first level is looked at: further down a service may have a field of that name. */
function withoutField(document: DocumentNode): DocumentNode {
  const strip = (selectionSet: SelectionSetNode): SelectionSetNode => ({
    ...selectionSet,
    selections: selectionSet.selections.flatMap((selection): SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return selection.name.value === GATEWAY_FIELD ? [] : [selection];
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
      return [{ ...selection, selectionSet: strip(selection.selectionSet) }];
    }),
  });
  return visit(document, {
    OperationDefinition: (node) =>
      node.operation === "query" ? { ...node, selectionSet: strip(node.selectionSet) } : false,
    FragmentDefinition: (node) =>
      node.typeCondition.name.value === "Query" ? { ...node, selectionSet: strip(node.selectionSet) } : false,
  });
}
