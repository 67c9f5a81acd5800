import { GraphQLError } from "graphql";
import type { Principal } from "../auth/principal.ts";
import { refuse } from "./refusal.ts";

export interface IntrospectionOptions {
  /** Whether everybody may ask for the schema. @default true, but false where `NODE_ENV` is production */
  enabled?: boolean;
  /** Who may, where not everybody may: whoever has one of these roles. @default nobody */
  roles?: readonly string[];
}

/** Who may learn of the schema what they did not know. */
export interface IntrospectionPolicy {
  /** Throws `OperationRefused` (FORBIDDEN) for whoever may not. */
  demand(principal: Principal): void;
  /** The errors without suggestions of names, for whoever may not. */
  withoutHints(errors: readonly GraphQLError[], principal: Principal): readonly GraphQLError[];
}

export function createIntrospectionPolicy({ enabled = true, roles = [] }: IntrospectionOptions): IntrospectionPolicy {
  const isAllowed = (principal: Principal) =>
    enabled || roles.some((role) => principal.roles.some((own) => own === role));
  return {
    demand(principal) {
      if (!isAllowed(principal)) throw refuse("FORBIDDEN", "Introspection is not allowed here.");
    },
    withoutHints: (errors, principal) => (isAllowed(principal) ? errors : errors.map(withoutHint)),
  };
}

/** graphql-js ends a message with what it thinks was meant. */
function withoutHint(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ Did you mean [^?]*\?/g, "");
  if (message === error.message) return error;
  const { nodes, source, positions, path, extensions } = error;
  return new GraphQLError(message, {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    path: path ?? null,
    extensions,
  });
}
