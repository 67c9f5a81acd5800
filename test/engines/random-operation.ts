import { array, nat, type Arbitrary } from "fast-check";
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import { Decisions } from "./decisions.ts";

/** Values that arguments take, by the argument's name; one that is not named takes any value of its type. */
export type ArgumentValues = Readonly<Record<string, readonly string[]>>;

export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const ALIASES = ["a", "b", "id", "name", "total", "code", "next"];

/** Valid operations of a schema: nested selections, aliases, arguments, fragments, `@skip` and `@include`. */
export function randomOperation(schema: GraphQLSchema, values: ArgumentValues): Arbitrary<RandomOperation> {
  return operationNumbers().map((numbers) => writeOperation(schema, values, numbers));
}

/** What an operation is written from. */
export function operationNumbers(): Arbitrary<number[]> {
  return array(nat(1_000), { minLength: 10, maxLength: 300, size: "max" });
}

/** Writes an operation. The same numbers write the same. Now and then it is not valid: fields of one key may clash. */
export function writeOperation(
  schema: GraphQLSchema,
  values: ArgumentValues,
  numbers: readonly number[],
): RandomOperation {
  return new OperationWriter(schema, values, new Decisions(numbers)).write();
}

/** Writes a subscription, likewise; undefined where there is nothing to subscribe to. */
export function writeSubscription(
  schema: GraphQLSchema,
  values: ArgumentValues,
  numbers: readonly number[],
): RandomOperation | undefined {
  const root = schema.getSubscriptionType();
  return root ? new OperationWriter(schema, values, new Decisions(numbers)).writeSubscription(root) : undefined;
}

class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #values: ArgumentValues;
  readonly #decisions: Decisions;
  readonly #fragments: string[] = [];
  readonly #definitions = ["$yes: Boolean! = true", "$no: Boolean! = false", "$first: Int! = 2"];
  readonly #variables: Record<string, unknown> = {};
  /** Those that were defined for an argument, by its name and type. */
  readonly #defined = new Map<string, string>();

  constructor(schema: GraphQLSchema, values: ArgumentValues, decisions: Decisions) {
    this.#schema = schema;
    this.#values = values;
    this.#decisions = decisions;
  }

  write(): RandomOperation {
    const mutation = this.#schema.getMutationType();
    const isMutation = mutation !== undefined && mutation !== null && this.#decisions.oneIn(6);
    const root = isMutation ? mutation : this.#schema.getQueryType();
    if (root === undefined || root === null) throw new Error("The schema has no queries.");
    return this.#finish(isMutation ? "mutation" : "query", this.#writeSelections(root, 4));
  }

  /** One root field, without conditions. */
  writeSubscription(root: GraphQLObjectType): RandomOperation {
    const field = this.#decisions.pick(Object.values(root.getFields()));
    const alias = this.#decisions.oneIn(4) ? `${this.#decisions.pick(ALIASES)}: ` : "";
    const target = getNamedType(field.type);
    const args = this.#writeArguments(field.args);
    const inner = isCompositeType(target) ? ` ${this.#writeSelections(target, 4)}` : "";
    return this.#finish("subscription", `{ ${alias}${field.name}${args}${inner} }`);
  }

  #finish(operation: string, selections: string): RandomOperation {
    if (this.#decisions.oneIn(2)) this.#variables["first"] = 1;
    for (const name of ["yes", "no"]) if (this.#decisions.oneIn(4)) this.#variables[name] = this.#decisions.oneIn(2);
    const head = `${operation} (${this.#definitions.join(", ")})`;
    return { query: `${head} ${selections} ${this.#fragments.join(" ")}`, variables: this.#variables };
  }

  #writeSelections(type: GraphQLNamedType, depth: number): string {
    // A response key is used once in a selection, or again for the same: two fields of one key could clash.
    const used = new Map<string, string>();
    const parts: string[] = [];
    const count = 1 + this.#decisions.upTo(4);
    for (let index = 0; index < count; index++) parts.push(this.#writeSelection(type, depth, used));
    return `{ ${parts.join(" ")} }`;
  }

  #writeSelection(type: GraphQLNamedType, depth: number, used: Map<string, string>): string {
    const decisions = this.#decisions;
    if (isAbstractType(type) && decisions.upTo(3) > 0) {
      const possible = this.#schema.getPossibleTypes(type);
      const interfaces = new Set(possible.flatMap((each) => each.getInterfaces()));
      const target = decisions.oneIn(6) ? decisions.pick([type, ...interfaces]) : decisions.pick(possible);
      // Fields of different types that share a response key must be alike, so most are told apart by their type.
      const prefix = target === type || decisions.oneIn(6) ? "" : `${target.name.toLowerCase()}_`;
      return this.#writeFragment(target, depth, prefix === "" ? used : new Map(), prefix);
    }
    if (isObjectType(type) && decisions.oneIn(6)) {
      const [thing] = type.getInterfaces();
      const target = thing !== undefined && decisions.oneIn(3) ? thing : type;
      return this.#writeFragment(target, depth, used, "", target === type);
    }
    return this.#writeField(type, depth, used, "");
  }

  /** Named, inline, or inline and without the type, where `isSame` is what is selected from. */
  #writeFragment(
    { name: type }: GraphQLNamedType,
    depth: number,
    used: Map<string, string>,
    prefix: string,
    isSame = false,
  ): string {
    const target = this.#schema.getType(type) as GraphQLNamedType;
    const form = this.#decisions.upTo(isSame ? 3 : 2);
    if (form > 0) {
      const fields = this.#writeFields(target, depth, used, prefix);
      return `...${form === 1 ? ` on ${type}` : ""}${this.#writeCondition()} ${fields}`;
    }
    const place = this.#fragments.push("") - 1;
    this.#fragments[place] = `fragment f${place} on ${type} ${this.#writeFields(target, depth, used, prefix)}`;
    return `...f${place}${this.#writeCondition()}`;
  }

  #writeFields(type: GraphQLNamedType, depth: number, used: Map<string, string>, prefix: string): string {
    const fields = Array.from({ length: 1 + this.#decisions.upTo(2) }, () =>
      this.#writeField(type, depth, used, prefix),
    );
    return `{ ${fields.join(" ")} }`;
  }

  #writeField(type: GraphQLNamedType, depth: number, used: Map<string, string>, prefix: string): string {
    const decisions = this.#decisions;
    const fields = "getFields" in type ? Object.values(type.getFields()) : [];
    const usable = fields
      .filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)))
      // An aggregate is more often asked for than one of so many root fields would be.
      .flatMap((field) => (field.name === "report" ? Array.from({ length: fields.length }, () => field) : [field]));
    if (usable.length === 0 || decisions.oneIn(8)) return this.#writeTypename(used, prefix);
    const field = decisions.pick(usable);
    const alias = decisions.oneIn(4) ? decisions.pick(ALIASES) : field.name;
    const key = `${prefix}${alias}`;
    const args = "args" in field ? this.#writeArguments(field.args) : "";
    const signature = `${field.name}${args}`;
    const target = getNamedType(field.type);
    if (used.has(key) && used.get(key) !== signature) return "__typename";
    used.set(key, signature);
    const inner = isCompositeType(target) ? ` ${this.#writeSelections(target, depth - 1)}` : "";
    return `${key === field.name ? "" : `${key}: `}${signature}${this.#writeCondition()}${inner}`;
  }

  #writeTypename(used: Map<string, string>, prefix: string): string {
    const key = `${prefix}${this.#decisions.oneIn(4) ? this.#decisions.pick(ALIASES) : "kind"}`;
    if (prefix === "" && (used.has(key) || this.#decisions.upTo(3) > 0)) return "__typename";
    used.set(key, "__typename");
    return `${key}: __typename${this.#writeCondition()}`;
  }

  #writeArguments(args: readonly GraphQLArgument[]): string {
    const written = args.flatMap((argument) => {
      const needed = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!needed && this.#decisions.oneIn(2)) return [];
      return [`${argument.name}: ${this.#writeArgument(argument)}`];
    });
    return written.length === 0 ? "" : `(${written.join(", ")})`;
  }

  #writeArgument({ name, type }: GraphQLArgument): string {
    const known = this.#values[name];
    if (this.#decisions.oneIn(3) && (known === undefined || known.every((value) => !value.startsWith("$")))) {
      const use = `${name}: ${String(type)}`;
      const again = this.#decisions.oneIn(3) ? this.#defined.get(use) : undefined;
      const variable = again ?? this.#defineVariable(name, type);
      this.#defined.set(use, variable);
      return variable;
    }
    if (known === undefined && !isNonNullType(type) && this.#decisions.oneIn(8)) return "null";
    return known === undefined ? this.#printWithVariables(this.#makeValue(type), type) : this.#decisions.pick(known);
  }

  /** A value with variables in it, now and then. */
  #printWithVariables(value: unknown, type: GraphQLInputType): string {
    return printValue(value, type, (inner) =>
      this.#decisions.oneIn(10) ? this.#defineVariable("", inner) : undefined,
    );
  }

  /** Uses a variable of its own: with a default or without, given, left out, or null. */
  #defineVariable(argument: string, type: GraphQLInputType): string {
    const decisions = this.#decisions;
    const name = `v${this.#definitions.length}`;
    const known = this.#values[argument];
    const make = () => (known === undefined ? this.#makeValue(type) : JSON.parse(decisions.pick(known)));
    const hasDefault = decisions.oneIn(3);
    // One that may be null may stand where nothing may be, if it has a default.
    const isStrict = isNonNullType(type) ? !hasDefault || decisions.oneIn(2) : decisions.oneIn(3);
    const written = `${String(getNullableType(type))}${isStrict ? "!" : ""}`;
    this.#definitions.push(`$${name}: ${written}${hasDefault ? ` = ${printValue(make() ?? 1, type)}` : ""}`);
    if (isStrict) {
      if (!hasDefault || decisions.oneIn(2)) this.#variables[name] = make();
    } else if (!hasDefault && decisions.oneIn(4)) this.#variables[name] = null;
    else if (decisions.oneIn(2)) this.#variables[name] = make();
    return `$${name}`;
  }

  /** A value of a type, as JSON; never null. */
  #makeValue(type: GraphQLInputType, depth = 0): unknown {
    const decisions = this.#decisions;
    const nullable = getNullableType(type);
    if (isListType(nullable)) {
      return Array.from({ length: decisions.upTo(3) }, () => this.#makeValue(nullable.ofType, depth));
    }
    if (isEnumType(nullable)) return decisions.pick(nullable.getValues()).name;
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter(({ type: inner, defaultValue }) =>
        isNonNullType(inner) && defaultValue === undefined ? true : depth < 2 && decisions.oneIn(3),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#makeValue(field.type, depth + 1)]));
    }
    switch (nullable.name) {
      case "Int":
      case "Float":
        return decisions.upTo(4);
      case "Boolean":
        return decisions.oneIn(2);
      case "Blob":
        return decisions.pick([{ a: [1, "x"] }, 3, "text"]);
      default:
        return `x${decisions.upTo(3)}`;
    }
  }

  #writeCondition(): string {
    if (!this.#decisions.oneIn(7)) return "";
    return this.#decisions.pick([
      " @include(if: $yes)",
      " @skip(if: $yes)",
      " @include(if: $no)",
      " @skip(if: $no)",
      " @include(if: true)",
      " @skip(if: true)",
      " @skip(if: $no) @include(if: $yes)",
    ]);
  }
}

/** JSON as a GraphQL value of a type; `replace` may give what stands in the place of a part of it. */
function printValue(
  value: unknown,
  type: GraphQLInputType,
  replace: (type: GraphQLInputType) => string | undefined = () => undefined,
): string {
  const printInner = (part: unknown, inner: GraphQLInputType) => replace(inner) ?? printValue(part, inner, replace);
  const nullable = getNullableType(type);
  if (Array.isArray(value)) {
    const inner = isListType(nullable) ? nullable.ofType : nullable;
    return `[${value.map((item) => printInner(item, inner)).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const fields = isInputObjectType(nullable) ? nullable.getFields() : {};
    const entries = Object.entries(value).map(
      ([key, inner]) => `${key}: ${printInner(inner, fields[key]?.type ?? nullable)}`,
    );
    return `{${entries.join(", ")}}`;
  }
  return isEnumType(nullable) ? String(value) : JSON.stringify(value);
}
