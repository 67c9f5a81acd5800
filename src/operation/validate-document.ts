import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  SingleFieldSubscriptionsRule,
  specifiedRules,
  validate,
  type ASTVisitor,
  type DirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
} from "graphql";

const RULES = specifiedRules.map((rule) => (rule === SingleFieldSubscriptionsRule ? singleUnconditionalField : rule));

/** Everything that is wrong with a document by the rules of GraphQL (https://spec.graphql.org/September2025/#sec-Validation). */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  return validate(schema, document, RULES);
}

/**
 * A subscription has one root field, whatever its variables are: no `@skip` and no `@include` stands there. graphql-js 16
 * looks at such conditions without the variables, and throws.
 */
function singleUnconditionalField(context: ValidationContext): ASTVisitor {
  const singleField = SingleFieldSubscriptionsRule(context) as {
    OperationDefinition(operation: OperationDefinitionNode): void;
  };
  return {
    OperationDefinition(operation) {
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return;
      const conditions = [...rootConditions(context, operation.selectionSet, new Set())];
      if (conditions.length === 0) return singleField.OperationDefinition(operation);
      const message = "The root field of a subscription can have neither @skip nor @include.";
      context.reportError(new GraphQLError(message, { nodes: conditions }));
    },
  };
}

function* rootConditions(
  context: ValidationContext,
  { selections }: SelectionSetNode,
  seen: Set<string>,
): Generator<DirectiveNode> {
  for (const selection of selections) {
    yield* (selection.directives ?? []).filter(({ name }) => name.value === "skip" || name.value === "include");
    if (selection.kind === Kind.INLINE_FRAGMENT) yield* rootConditions(context, selection.selectionSet, seen);
    if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue;
    const fragment = context.getFragment(selection.name.value);
    if (fragment != null) yield* rootConditions(context, fragment.selectionSet, seen.add(selection.name.value));
  }
}
