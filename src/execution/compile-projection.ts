/**
 * The short way from a tree in which all is well to the answer: code, made once for a plan, that checks each value and puts
 * it into its place. Where it meets anything that is not as it should be, it gives up, and `project-response.ts` looks again
 * with care. Made code costs a tenth of what closures cost here, since each place in it sees objects of one form.
 *
 * Only names of GraphQL (letters, digits, underscores), links of the planner's own and JSON texts become part of the code.
 */
import {
  getNullableType,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from "graphql";
import type { FieldShape, ObjectShape, ValueShape } from "../planning/plan.ts";
import type { Tree } from "./tree.ts";
import { literal, makeCode } from "../util/make-code.ts";
import { readDerived } from "./read-derived.ts";

/** Gives the data; throws `NotPlain` for a tree that must be read with care. */
export type Project = (root: Tree) => Record<string, unknown> | null;

export class NotPlain extends Error {}

const NOT_PLAIN = new NotPlain("A tree is not plain.");

/** Undefined where the process may not make code (`--disallow-code-generation-from-strings`). */
export function compileProjection(shape: ObjectShape): Project | undefined {
  const writer = new ProjectionWriter();
  const name = writer.writeObject(shape);
  const code = `${writer.functions.join("\n")}\nreturn ${name};`;
  return makeCode(code, { NOT_PLAIN, values: writer.values }) as Project | undefined;
}

class ProjectionWriter {
  readonly functions: string[] = [];
  /** What the code uses and is no text: scalars, enums, functions. */
  readonly values: unknown[] = [];
  readonly #valueNames = new Map<unknown, string>();
  #names = 0;

  /** Writes a function that makes the object; gives its name. */
  writeObject(shape: ObjectShape): string {
    const name = this.#name("o");
    const lines: string[] = [];
    if (shape.witness !== undefined) lines.push(`if (o[${literal(shape.witness)}] == null) return null;`);
    for (const { from, value } of shape.identities) {
      const [inner] = value.kind === "objects" ? value.shapes.values() : [];
      const absent = `o[${literal(from)}] == null`;
      const witness = inner?.witness;
      lines.push(
        `if (${absent}${witness === undefined ? "" : ` || o[${literal(from)}][${literal(witness)}] == null`}) return null;`,
      );
    }
    for (const link of new Set(shape.fields.flatMap((field) => field.link ?? [])))
      lines.push(`const ${linkName(link)} = o[${literal(link)}];`);
    const properties = shape.fields.map((field, index) => {
      if (field.value.kind === "typename") return `${literal(field.key)}: ${literal(shape.type)}`;
      lines.push(...this.#writeField(field, `v${index}`));
      return `${literal(field.key)}: v${index}`;
    });
    this.functions.push(`function ${name}(o) {\n${lines.join("\n")}\nreturn { ${properties.join(", ")} };\n}`);
    return name;
  }

  #writeField(field: FieldShape, variable: string): string[] {
    const { link, type, promised, value } = field;
    if (value.kind === "derived") {
      const derive = this.#value((aggregate: Tree) => deriveOrGiveUp(value, aggregate));
      return [`let ${variable} = ${derive}(o);`, ...this.#writeValue(field, variable, type, undefined, value.value)];
    }
    if (link === undefined)
      return [
        `let ${variable} = o[${literal(field.from)}];`,
        ...this.#writeValue(field, variable, type, promised, value),
      ];
    const holder = linkName(link);
    return [
      `let ${variable} = null;`,
      `if (${holder} === null) { ${isNonNullType(type) ? "throw NOT_PLAIN;" : ""} } else {`,
      `${variable} = ${holder}[${literal(field.from)}];`,
      ...this.#writeValue(field, variable, type, promised, value),
      "}",
    ];
  }

  /** Writes what checks a variable's value and puts in its place what the client gets. */
  #writeValue(
    field: FieldShape,
    variable: string,
    type: GraphQLOutputType,
    promised: GraphQLOutputType | undefined,
    shape: ValueShape,
  ): string[] {
    if (field.isJoinedList && type === field.type) return this.#writeJoinedList(field, variable, type, shape);
    const mayBeNull = !isNonNullType(type) && !(promised !== undefined && isNonNullType(promised));
    const nullable = getNullableType(type);
    const inPromised = promised && getNullableType(promised);
    const lines = isListType(nullable)
      ? this.#writeList(field, variable, nullable.ofType, isListType(inPromised) ? inPromised.ofType : undefined, shape)
      : this.#writePlain(field, variable, shape);
    if (!mayBeNull) return lines;
    // The gateway's own objects may lack what is null.
    const isNull = field.service === undefined ? `${variable} == null` : `${variable} === null`;
    return [`if (${isNull}) ${variable} = null; else {`, ...lines, "}"];
  }

  #writeList(
    field: FieldShape,
    variable: string,
    type: GraphQLOutputType,
    promised: GraphQLOutputType | undefined,
    shape: ValueShape,
  ): string[] {
    const list = this.#name("l");
    const index = this.#name("i");
    const item = this.#name("t");
    return [
      `if (!Array.isArray(${variable})) throw NOT_PLAIN;`,
      `const ${list} = new Array(${variable}.length);`,
      `for (let ${index} = 0; ${index} < ${list}.length; ${index}++) {`,
      `let ${item} = ${variable}[${index}];`,
      ...this.#writeValue(field, item, type, promised, shape),
      `${list}[${index}] = ${item};`,
      "}",
      `${variable} = ${list};`,
    ];
  }

  #writeJoinedList(field: FieldShape, variable: string, type: GraphQLOutputType, shape: ValueShape): string[] {
    const nullable = getNullableType(type);
    if (!isListType(nullable)) return ["throw NOT_PLAIN;"];
    const list = this.#name("l");
    const item = this.#name("t");
    return [
      `const ${list} = [];`,
      `if (${variable} != null) {`,
      `if (!Array.isArray(${variable})) throw NOT_PLAIN;`,
      `for (let ${item} of ${variable}) {`,
      `if (${item} == null) continue;`,
      ...this.#writeValue(field, item, getNullableType(nullable.ofType), undefined, shape),
      `if (${item} !== null) ${list}.push(${item});`,
      "}",
      "}",
      `${variable} = ${list};`,
    ];
  }

  #writePlain(field: FieldShape, variable: string, shape: ValueShape): string[] {
    if (shape.kind === "leaf") return this.#writeLeaf(field, variable, shape);
    if (shape.kind !== "objects") return ["throw NOT_PLAIN;"];
    const { shapes, typenameKey } = shape;
    const isObject = `if (typeof ${variable} !== "object" || ${variable} === null || Array.isArray(${variable})) throw NOT_PLAIN;`;
    if (typenameKey === undefined) {
      const [only] = shapes.values();
      return only === undefined
        ? ["throw NOT_PLAIN;"]
        : [isObject, `${variable} = ${this.writeObject(only)}(${variable});`];
    }
    const cases = [...shapes].map(
      ([name, inner]) => `case ${literal(name)}: ${variable} = ${this.writeObject(inner)}(${variable}); break;`,
    );
    return [isObject, `switch (${variable}[${literal(typenameKey)}]) {`, ...cases, "default: throw NOT_PLAIN;", "}"];
  }

  #writeLeaf({ service }: FieldShape, variable: string, { leaf }: Extract<ValueShape, { kind: "leaf" }>): string[] {
    const plain = service === undefined ? undefined : PLAIN_CHECKS[leaf.name];
    if (plain !== undefined) return [plain.replaceAll("$", variable)];
    if (service !== undefined && isEnumType(leaf)) {
      const names = this.#value(new Set(leaf.getValues().map(({ name }) => name)));
      return [`if (!${names}.has(${variable})) throw NOT_PLAIN;`];
    }
    const convert = this.#value(converterOf(leaf, service !== undefined));
    return [
      `if (${variable} == null || ${variable} instanceof Error) throw NOT_PLAIN;`,
      `try { ${variable} = ${convert}(${variable}); } catch { throw NOT_PLAIN; }`,
    ];
  }

  #value(value: unknown): string {
    const known = this.#valueNames.get(value);
    if (known !== undefined) return known;
    const name = `values[${this.values.push(value) - 1}]`;
    this.#valueNames.set(value, name);
    return name;
  }

  #name(letter: string): string {
    this.#names += 1;
    return `${letter}${this.#names}_`;
  }
}

/** By scalar, what refuses a value that is not plainly its own; `$` is the value. */
const PLAIN_CHECKS: Readonly<Record<string, string>> = {
  String: 'if (typeof $ !== "string") throw NOT_PLAIN;',
  Boolean: 'if (typeof $ !== "boolean") throw NOT_PLAIN;',
  // JSON can hold a number that is too large for one (1e999), gRPC also what is none.
  Float: "if (!Number.isFinite($)) throw NOT_PLAIN;",
  Int: 'if (typeof $ !== "number" || ($ | 0) !== $) throw NOT_PLAIN;',
  ID: 'if (typeof $ !== "string") { if (!Number.isSafeInteger($)) throw NOT_PLAIN; $ = String($); }',
};

/** What a service answers is parsed and written again; a scalar that only checks, by one function for both, does so once. */
function converterOf(leaf: GraphQLLeafType, isParsed: boolean): (value: unknown) => unknown {
  if (!isParsed) return (value) => leaf.serialize(value);
  if (isScalarType(leaf) && Object.is(leaf.serialize, leaf.parseValue)) return leaf.parseValue;
  return (value) => leaf.serialize(leaf.parseValue(value));
}

function deriveOrGiveUp(shape: Extract<ValueShape, { kind: "derived" }>, aggregate: Tree): unknown {
  const value = readDerived(shape, aggregate, () => NOT_PLAIN);
  if (value instanceof Error) throw NOT_PLAIN;
  return value;
}

function linkName(link: string): string {
  return `p${link.slice(1)}`;
}
