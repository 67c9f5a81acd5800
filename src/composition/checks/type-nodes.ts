/** What a type as written, such as `[Product!]!`, says. */
import { Kind, print, type InputValueDefinitionNode, type TypeNode } from "graphql";

export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

export function isNonNull(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE;
}

export function listDepthOf(type: TypeNode): number {
  if (type.kind === Kind.NAMED_TYPE) return 0;
  return listDepthOf(type.type) + (type.kind === Kind.LIST_TYPE ? 1 : 0);
}

/** Whether nothing between the field and its innermost items may be null: `T!`, `[T!]!`, `[[T!]!]!`. */
export function isNonNullThroughout(type: TypeNode): boolean {
  if (type.kind !== Kind.NON_NULL_TYPE) return false;
  return type.type.kind === Kind.NAMED_TYPE || isNonNullThroughout(type.type.type);
}

/** Whether a missing innermost item takes more than itself: `T!`, `[T!]`, `[[T!]]`. */
export function hasNonNullItems(type: TypeNode): boolean {
  if (type.kind === Kind.NAMED_TYPE) return false;
  return (type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE) || hasNonNullItems(type.type);
}

/** The type as text, nullable at its outside: `[T!]` of `[T!]!`. */
export function printNullable(type: TypeNode): string {
  return print(type.kind === Kind.NON_NULL_TYPE ? type.type : type);
}

/** The type as text with nothing but lists around its name: `[T]` of `[T!]!`. */
export function printStructure(type: TypeNode): string {
  return print(type).replaceAll("!", "");
}

/** The type as text with its innermost items nullable: `[T]!` of `[T!]!`. */
export function printNullableItems(type: TypeNode): string {
  const name = namedTypeOf(type);
  return print(type).replace(`${name}!`, name);
}

/** Whether an argument or input field must be given. */
export function isRequired({ type, defaultValue }: InputValueDefinitionNode): boolean {
  return isNonNull(type) && defaultValue === undefined;
}
