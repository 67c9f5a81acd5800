import { isReference, type OpenApiDocument, type Reference, type Schema } from "./openapi-document.ts";
import { TAKEN_TYPE_NAMES, isName, toFieldName, toTypeName, toValueName, UniqueNames } from "../names.ts";
import { describe, quote } from "../print-text.ts";

type Purpose = "output" | "input";
type Given = Schema | Reference;

/** A schema as a type of the contract. */
export interface DraftedType {
  /** As SDL, without its outermost `!`. */
  readonly name: string;
  readonly isNullable: boolean;
}

/** Makes types of schemas, each named schema once for answers and once for what is sent. */
export class TypeDrafts {
  readonly #document: OpenApiDocument;
  readonly #names = new UniqueNames(TAKEN_TYPE_NAMES);
  readonly #known = new Map<string, DraftedType>();
  readonly #definitions: (() => string)[] = [];
  /** What the objects of unions call types, by the types' names. */
  readonly #spokenNames = new Map<string, string>();
  readonly #scalars = new Map<string, string>();
  /** An enum is the same in both directions, also where it has no name of its own. */
  readonly #enums = new Map<Schema, string>();
  readonly #note: (message: string) => void;

  constructor(document: OpenApiDocument, note: (message: string) => void) {
    this.#document = document;
    this.#note = note;
  }

  /** All definitions so far. */
  print(): string {
    const scalars = [...this.#scalars].map(([name, description]) => `${describe(description)}scalar ${name}\n`);
    return [...this.#definitions.map((print) => print()), ...scalars].join("\n");
  }

  /** The type of a schema; `hint` names it where it has no name of its own. */
  typeOf(given: Given | undefined, purpose: Purpose, hint: string): DraftedType {
    if (given === undefined) return this.#json();
    if (!isReference(given)) return this.#draft(given, purpose, hint);
    const schema = this.#document.resolve<Schema>(given);
    const identity = schema.enum === undefined ? `${purpose} ${given.$ref}` : given.$ref;
    const known = this.#known.get(identity);
    if (known !== undefined) return known;
    const name = toTypeName(lastStep(given.$ref));
    return this.#draft(schema, purpose, name, identity);
  }

  /** Whether a schema is a list of objects that have an id. */
  isListOfEntities(given: Given | undefined): boolean {
    const items = given && this.#unwrapped(given).items;
    return items !== undefined && this.#propertiesOf(this.#unwrapped(items)).has("id");
  }

  #unwrapped(given: Given): Schema {
    const schema = this.#document.resolve<Schema>(given);
    const inner = this.#withoutNull(schema).schema;
    return inner === schema ? schema : this.#unwrapped(inner);
  }

  #draft(given: Schema, purpose: Purpose, hint: string, identity?: string): DraftedType {
    const { schema, isNullable } = this.#withoutNull(given);
    if (schema !== given || isReference(schema)) {
      const inner = this.typeOf(schema, purpose, hint);
      return { ...inner, isNullable: isNullable || inner.isNullable };
    }
    const remember = (name: string, mayBeNull = isNullable): DraftedType => {
      const type = { name, isNullable: mayBeNull };
      if (identity !== undefined) this.#known.set(identity, type);
      return type;
    };
    const type = typeNameOf(schema);
    const values = this.#valuesOf(schema);
    if (values !== undefined && (type === "string" || type === undefined)) {
      return remember(this.#draftEnum(schema, values, hint), isNullable || values.includes(null));
    }
    if (type === "array") return remember(this.#listOf(schema, purpose, hint));
    if (schema.oneOf !== undefined || schema.anyOf !== undefined) {
      return this.#draftChoice(schema, purpose, hint, remember);
    }
    const properties = this.#propertiesOf(schema);
    if (properties.size > 0) return this.#draftObject(schema, properties, purpose, hint, remember);
    return { ...this.#draftScalar(schema, type), isNullable };
  }

  #listOf({ items }: Schema, purpose: Purpose, hint: string): string {
    const item = this.typeOf(items, purpose, `${hint}Item`);
    return `[${item.name}${item.isNullable ? "" : "!"}]`;
  }

  #draftScalar(schema: Schema, type: string | undefined): DraftedType {
    const { format } = schema;
    if (type === "boolean") return named("Boolean");
    // Beyond 32 bits an Int would refuse it; a Float holds whole numbers up to 2^53, as JSON does.
    if (type === "integer") return named(format === "int64" ? "Float" : "Int");
    if (type === "number") return named("Float");
    if (type !== "string") return this.#json();
    if (format !== "date-time") return named("String");
    this.#scalars.set("DateTime", "A moment in time, as RFC 3339 text.");
    return named("DateTime");
  }

  #json(): DraftedType {
    this.#scalars.set("JSON", "Anything: its schema says no more, or cannot be said in GraphQL.");
    return { name: "JSON", isNullable: true };
  }

  /** The values of an enum, or of several of which it may be one: "one of these, or an empty text" is usual. */
  #valuesOf(schema: Schema): readonly unknown[] | undefined {
    if (schema.enum !== undefined) return schema.enum;
    const choices = (schema.oneOf ?? schema.anyOf ?? []).map((choice) => this.#document.resolve<Schema>(choice));
    return choices.length > 0 && choices.every(isOfTexts) ? choices.flatMap((choice) => choice.enum ?? []) : undefined;
  }

  #draftEnum(schema: Schema, given: readonly unknown[], hint: string): string {
    const texts = [...new Set(given)].filter((value) => typeof value === "string");
    if (texts.every((text) => text === "")) return "String";
    const known = this.#enums.get(schema);
    if (known !== undefined) return known;
    const name = this.#names.take(toTypeName(hint));
    this.#enums.set(schema, name);
    const names = new UniqueNames();
    const values = texts.map((text) => {
      const value = names.take(isName(text) && !/^(true|false|null)$/.test(text) ? text : toValueName(text));
      return `  ${value}${value === text ? "" : ` @as(name: ${quote(text)})`}\n`;
    });
    this.#definitions.push(() => `${describe(schema.description)}enum ${name} {\n${values.join("")}}\n`);
    return name;
  }

  #draftObject(
    schema: Schema,
    properties: ReadonlyMap<string, Given>,
    purpose: Purpose,
    hint: string,
    remember: (name: string) => DraftedType,
  ): DraftedType {
    const wanted = [...properties].filter(([, property]) => {
      const { readOnly, writeOnly } = this.#document.resolve<Schema>(property);
      return purpose === "output" ? writeOnly !== true : readOnly !== true;
    });
    if (wanted.length === 0) return this.#json();
    const isInput = purpose === "input";
    const name = this.#names.take(toTypeName(isInput && !/input$/i.test(hint) ? `${hint}Input` : hint));
    const type = remember(name);
    const required = this.#requiredOf(schema);
    const names = new UniqueNames();
    const fields = wanted.map(([property, given]) => {
      const field = names.take(toFieldName(property));
      const drafted = this.typeOf(
        given,
        purpose,
        `${isInput ? name.replace(/Input$/, "") : name}${toTypeName(property)}`,
      );
      const fieldType = isInput ? drafted : asId(property, drafted);
      const bang = required.has(property) && !drafted.isNullable ? "!" : "";
      const { description } = this.#document.resolve<Schema>(given);
      return `${describe(isReference(given) ? undefined : description, "  ")}  ${field}: ${fieldType.name}${bang}${called(field, property, isInput)}\n`;
    });
    this.#definitions.push(() => {
      const spoken = isInput ? name : (this.#spokenNames.get(name) ?? name);
      const head = `${isInput ? "input" : "type"} ${name}${spoken === name ? "" : ` @as(name: ${quote(spoken)})`}`;
      return `${describe(schema.description)}${head} {\n${fields.join("")}}\n`;
    });
    return type;
  }

  /** One of several schemas: a union, where the objects tell of which type they are. */
  #draftChoice(schema: Schema, purpose: Purpose, hint: string, remember: (name: string) => DraftedType): DraftedType {
    const choices = schema.oneOf ?? schema.anyOf ?? [];
    const { discriminator } = schema;
    const members = choices.filter(isReference);
    const isUnion =
      members.length === choices.length &&
      members.every((member) => this.#propertiesOf(this.#document.resolve<Schema>(member)).size > 0);
    if (purpose === "input" || discriminator === undefined || !isUnion) {
      const without = discriminator === undefined ? " without a discriminator" : "";
      this.#note(`${hint} is one of several schemas${without}: it is any JSON here.`);
      return { ...this.#json() };
    }
    const name = this.#names.take(toTypeName(hint));
    const type = remember(name);
    const types = members.map((member) => {
      const { name: memberName } = this.typeOf(member, purpose, hint);
      const [spoken, other] = spokenNamesOf(member, discriminator);
      const known = this.#spokenNames.get(memberName) ?? spoken;
      this.#spokenNames.set(memberName, known);
      if (known !== spoken || other !== undefined) {
        this.#note(
          `${memberName} has several names at ${discriminator.propertyName} of ${name}: only ${known} is known.`,
        );
      }
      return memberName;
    });
    const place = `@from(path: ${quote(pathTo(discriminator.propertyName))})`;
    this.#definitions.push(() => `${describe(schema.description)}union ${name} ${place} = ${types.join(" | ")}\n`);
    return type;
  }

  /** The schema itself, or the one that it only says to be nullable, or describes. */
  #withoutNull(schema: Schema): { schema: Given; isNullable: boolean } {
    const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
    const isNull = (choice: Given) => typeNameOf(this.#document.resolve<Schema>(choice)) === "null";
    const choices = schema.oneOf ?? schema.anyOf ?? [];
    const others = choices.filter((choice) => !isNull(choice));
    const [only] = others;
    const isNullable = schema.nullable === true || types.includes("null") || others.length < choices.length;
    // "This or null", as OpenAPI 3.1 says it.
    if (others.length === 1 && only !== undefined) return { schema: only, isNullable };
    const wrapped = schema.allOf;
    // "This, with a description", as OpenAPI 3.0 says it.
    if (wrapped?.length === 1 && wrapped[0] !== undefined && schema.properties === undefined) {
      return { schema: wrapped[0], isNullable };
    }
    return { schema, isNullable };
  }

  #propertiesOf(schema: Schema): ReadonlyMap<string, Given> {
    const inherited = (schema.allOf ?? []).flatMap((part) => [
      ...this.#propertiesOf(this.#document.resolve<Schema>(part)),
    ]);
    return new Map([...inherited, ...Object.entries(schema.properties ?? {})]);
  }

  #requiredOf(schema: Schema): ReadonlySet<string> {
    const inherited = (schema.allOf ?? []).flatMap((part) => [
      ...this.#requiredOf(this.#document.resolve<Schema>(part)),
    ]);
    return new Set([...inherited, ...(schema.required ?? [])]);
  }
}

function isOfTexts(schema: Schema): boolean {
  return schema.enum?.every((value) => value === null || typeof value === "string") ?? false;
}

function named(name: string): DraftedType {
  return { name, isNullable: false };
}

/** The one type that a schema names, but for null. */
export function typeNameOf({ type, properties, items }: Schema): string | undefined {
  const types = typeof type === "string" ? [type] : (type ?? []);
  const others = types.length > 1 ? types.filter((name) => name !== "null") : types;
  if (others.length === 1) return others[0];
  return properties !== undefined ? "object" : items !== undefined ? "array" : undefined;
}

/** What is called id is one, whether the service numbers its objects or names them. */
export function asId(name: string, type: DraftedType): DraftedType {
  const isId = /^ids?$|[_-]ids?$|[a-z]Ids?$/.test(name);
  if (!isId) return type;
  return { ...type, name: type.name.replace(/\b(String|Int|Float)\b/, "ID") };
}

function called(field: string, property: string, isInput: boolean): string {
  if (field === property) return "";
  return isInput ? ` @as(name: ${quote(property)})` : ` @from(path: ${quote(pathTo(property))})`;
}

/** What the discriminator calls a schema: by its mapping, whose values are references or names; else by the schema's name. */
function spokenNamesOf(
  { $ref }: Reference,
  { mapping = {} }: NonNullable<Schema["discriminator"]>,
): readonly [string, ...string[]] {
  const [first, ...others] = Object.keys(mapping).filter((name) => lastStep(mapping[name] ?? "") === lastStep($ref));
  return first === undefined ? [lastStep($ref)] : [first, ...others];
}

function lastStep(reference: string): string {
  return reference.split("/").at(-1) ?? reference;
}

/** A name that is no plain step of a path is told by a JSON Pointer. */
function pathTo(property: string): string {
  return /^[^.[\]\s/]+$/.test(property) ? property : `/${property.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
