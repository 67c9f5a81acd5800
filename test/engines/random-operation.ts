import { array, nat, type Arbitrary } from "fast-check";
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";

/** Takes decisions one by one from a list of numbers: so that a failing list can be shrunk. */
class Decisions {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from 0 up to, and without, `limit`; 0 when there are no more decisions. */
  upTo(limit: number): number {
    const value = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return value % limit;
  }

  oneIn(chance: number): boolean {
    return this.upTo(chance) === 1;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.upTo(items.length)] as T;
  }
}

/** Values that arguments take, by the argument's name. */
export type ArgumentValues = Readonly<Record<string, readonly string[]>>;

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const ALIASES = ["a", "b", "id", "name", "total"];

/** Valid operations of a schema: nested selections, aliases, arguments, fragments, `@skip` and `@include`. */
export function randomOperation(schema: GraphQLSchema, values: ArgumentValues): Arbitrary<RandomOperation> {
  return array(nat(1_000), { minLength: 60, maxLength: 400 }).map((numbers) =>
    writeOperation(schema, values, new Decisions(numbers)),
  );
}

function writeOperation(schema: GraphQLSchema, values: ArgumentValues, decisions: Decisions): RandomOperation {
  const fragments: string[] = [];

  function writeSelections(type: GraphQLNamedType, depth: number): string {
    // A response key is used once in a selection: two fields of one key could clash.
    const used = new Set<string>();
    const parts: string[] = [];
    const count = 1 + decisions.upTo(4);
    for (let index = 0; index < count; index++) parts.push(writeSelection(type, depth, used));
    return `{ ${parts.join(" ")} }`;
  }

  function writeSelection(type: GraphQLNamedType, depth: number, used: Set<string>): string {
    if (isAbstractType(type) && decisions.upTo(3) > 0) {
      const possible = decisions.pick(schema.getPossibleTypes(type));
      // Fields of different types may not share a response key, so those of an abstract type are told apart by it.
      return `... on ${possible.name} ${writeFields(possible, depth, new Set(), `${possible.name.toLowerCase()}_`)}`;
    }
    if (isObjectType(type) && decisions.oneIn(6)) {
      const name = `f${fragments.length}`;
      const place = fragments.push("") - 1;
      fragments[place] = `fragment ${name} on ${type.name} ${writeFields(type, depth, used, "")}`;
      return `...${name}${writeCondition()}`;
    }
    return writeField(type, depth, used, "");
  }

  function writeFields(type: GraphQLNamedType, depth: number, used: Set<string>, prefix: string): string {
    return `{ ${Array.from({ length: 1 + decisions.upTo(2) }, () => writeField(type, depth, used, prefix)).join(" ")} }`;
  }

  function writeField(type: GraphQLNamedType, depth: number, used: Set<string>, prefix: string): string {
    const fields = "getFields" in type ? Object.values(type.getFields()) : [];
    const usable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    if (usable.length === 0 || decisions.oneIn(8)) return prefix === "" ? "__typename" : `${prefix}kind: __typename`;
    const field = decisions.pick(usable);
    const args = "args" in field ? writeArguments(field.args) : "";
    const alias = decisions.oneIn(4) ? decisions.pick(ALIASES) : field.name;
    const key = `${prefix}${alias}`;
    const signature = `${field.name}${args}`;
    if (used.has(key)) return "__typename";
    used.add(key);
    const target = getNamedType(field.type);
    const inner = isCompositeType(target) ? ` ${writeSelections(target, depth - 1)}` : "";
    return `${key === field.name ? "" : `${key}: `}${signature}${writeCondition()}${inner}`;
  }

  function writeArguments(args: readonly GraphQLArgument[]): string {
    const written = args.flatMap((argument) => {
      const needed = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!needed && decisions.oneIn(2)) return [];
      return [`${argument.name}: ${decisions.pick(values[argument.name] ?? ["null"])}`];
    });
    return written.length === 0 ? "" : `(${written.join(", ")})`;
  }

  function writeCondition(): string {
    if (!decisions.oneIn(7)) return "";
    return decisions.pick([" @include(if: $yes)", " @skip(if: $yes)", " @include(if: $no)", " @skip(if: $no)"]);
  }

  const query = schema.getQueryType();
  if (query === undefined || query === null) throw new Error("The schema has no queries.");
  const selections = writeSelections(query, 4);
  const text = `query ($yes: Boolean! = true, $no: Boolean! = false, $first: Int! = 2) ${selections} ${fragments.join(" ")}`;
  return { query: text, variables: decisions.oneIn(2) ? { first: 1 } : {} };
}
