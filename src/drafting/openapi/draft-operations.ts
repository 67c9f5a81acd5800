import { RESERVED_HEADERS } from "../../transports/rest/reserved-headers.ts";
import { asId, typeNameOf, type DraftedType, type TypeDrafts } from "./draft-types.ts";
import { toFieldName, toTypeName, UniqueNames } from "../names.ts";
import {
  METHODS,
  type Body,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  type Schema,
} from "./openapi-document.ts";
import { describe, quote } from "../print-text.ts";

export interface DraftedFields {
  readonly queries: readonly string[];
  readonly mutations: readonly string[];
}

/** Makes a root field of each operation: a query of each GET, a mutation of each other. What cannot be mapped is noted. */
export function draftOperations(
  document: OpenApiDocument,
  types: TypeDrafts,
  note: (message: string) => void,
): DraftedFields {
  const queries: string[] = [];
  const mutations: string[] = [];
  const names = new UniqueNames();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const parameters = mergeParameters(document, [...(item.parameters ?? []), ...(operation.parameters ?? [])]);
      const draft = new OperationDraft(document, types, `${method.toUpperCase()} ${path}`, path, note);
      const field = draft.print(method, operation, parameters, names);
      if (field !== undefined) (method === "get" ? queries : mutations).push(field);
    }
  }
  return { queries, mutations };
}

/** An operation's parameter counts before its path's of the same name. */
function mergeParameters(document: OpenApiDocument, given: NonNullable<Operation["parameters"]>): readonly Parameter[] {
  const merged = new Map(
    given.map((each) => {
      const parameter = document.resolve<Parameter>(each);
      return [`${parameter.in} ${parameter.name}`, parameter];
    }),
  );
  return [...merged.values()];
}

/** An operation that has no counterpart. */
class NotMappable extends Error {}

class OperationDraft {
  readonly #document: OpenApiDocument;
  readonly #types: TypeDrafts;
  readonly #note: (message: string) => void;
  readonly #argumentNames = new UniqueNames();
  readonly #arguments: string[] = [];
  readonly #query: string[] = [];
  readonly #headers: string[] = [];
  #path: string;

  constructor(
    document: OpenApiDocument,
    types: TypeDrafts,
    line: string,
    path: string,
    note: (message: string) => void,
  ) {
    this.#document = document;
    this.#types = types;
    this.#path = path;
    this.#note = (message) => note(`${line}: ${message}`);
  }

  /** The field as SDL; nothing where it cannot be mapped. */
  print(
    method: (typeof METHODS)[number],
    operation: Operation,
    parameters: readonly Parameter[],
    names: UniqueNames,
  ): string | undefined {
    try {
      return this.#print(method, operation, parameters, names);
    } catch (error) {
      if (!(error instanceof NotMappable)) throw error;
      this.#note(`left out: ${error.message}`);
      return undefined;
    }
  }

  #print(
    method: (typeof METHODS)[number],
    operation: Operation,
    parameters: readonly Parameter[],
    names: UniqueNames,
  ): string {
    const hint = operation.operationId ?? `${method} ${this.#path.replaceAll(/[{}]/g, "")}`;
    const result = this.#resultOf(operation, hint);
    const keys = method === "get" ? this.#keysOf(parameters, result?.schema) : undefined;
    for (const parameter of parameters) this.#addParameter(parameter, hint);
    const body = this.#bodyOf(method, operation, hint);
    const type = result === undefined ? "Boolean" : result.type.name;
    const name = names.take(toFieldName(hint));
    const rest = [
      ...(method === "get" ? [] : [`method: ${quote(method.toUpperCase())}`]),
      `path: ${quote(this.#path)}`,
      ...(this.#query.length === 0 ? [] : [`query: [${this.#query.map(quote).join(", ")}]`]),
      ...(this.#headers.length === 0 ? [] : [`headers: [${this.#headers.map(quote).join(", ")}]`]),
      ...(body === undefined ? [] : [`body: ${quote(`{${body}}`)}`]),
      ...(keys === undefined ? [] : [`keys: ${quote(keys)}`, 'matchBy: "id"']),
    ].join(", ");
    const described = describe(operation.summary ?? operation.description, "  ");
    const given = this.#arguments.length === 0 ? "" : `(${this.#arguments.join(", ")})`;
    // A lookup gives null where there is nothing; all else may fail without taking the whole answer along.
    const gives = keys === undefined ? type : `${type.replace(/!?\]$/, "]")}! @merge(keyField: "id") @inaccessible`;
    return `${described}  ${name}${given}: ${gives} @rest(${rest})\n`;
  }

  #resultOf({ responses = {} }: Operation, hint: string): { type: DraftedType; schema: Schema } | undefined {
    const status = Object.keys(responses).find((each) => /^2(\d\d|XX)$/i.test(each)) ?? "default";
    const response = responses[status];
    if (response === undefined) throw new NotMappable("it names no answer that is a success.");
    const { content = {} } = this.#document.resolve<Body>(response);
    if (Object.keys(content).length === 0) return undefined;
    const json = jsonOf(content);
    if (json === undefined) throw new NotMappable(`its answer is ${Object.keys(content).join(", ")}, not JSON.`);
    this.#addMediaType("Accept", json.type);
    const { schema } = json;
    const type = this.#types.typeOf(schema, "output", `${toTypeName(hint)}Result`);
    return { type, schema: schema === undefined ? {} : this.#document.resolve<Schema>(schema) };
  }

  #bodyOf(method: string, { requestBody }: Operation, hint: string): string | undefined {
    if (requestBody === undefined) return undefined;
    const { content = {}, required = false } = this.#document.resolve<Body>(requestBody);
    const json = jsonOf(content);
    if (json === undefined || method === "get") {
      const what = method === "get" ? "a GET has no body" : `its body is ${Object.keys(content).join(", ")}, not JSON`;
      if (required) throw new NotMappable(`${what}.`);
      this.#note(`without its body: ${what}.`);
      return undefined;
    }
    this.#addMediaType("Content-Type", json.type);
    const name = this.#argumentNames.take("input");
    const type = this.#types.typeOf(json.schema, "input", `${toTypeName(hint)}Input`);
    this.#arguments.push(`${name}: ${type.name}${required ? "!" : ""}`);
    return name;
  }

  /** What is plain JSON is said anyway. */
  #addMediaType(header: string, type: string): void {
    if (!/^application\/json\b|^\*\/\*$/.test(type)) this.#headers.push(`${header}: ${type}`);
  }

  #addParameter(parameter: Parameter, hint: string): void {
    const { name, required = false, schema } = parameter;
    const reason = this.#reasonAgainst(parameter);
    if (reason !== undefined) {
      if (required && reason !== "") throw new NotMappable(reason);
      if (reason !== "") this.#note(`without the parameter ${name}: ${reason}`);
      return;
    }
    const argument = this.#argumentNames.take(toFieldName(name));
    const type = asId(name, this.#types.typeOf(schema, "input", `${toTypeName(hint)}${toTypeName(name)}`));
    this.#arguments.push(`${describe(parameter.description)}${argument}: ${type.name}${required ? "!" : ""}`);
    if (parameter.in === "path") this.#path = this.#path.replace(`{${name}}`, `{${argument}}`);
    else if (parameter.in === "header") this.#headers.push(`${name}: {${argument}}`);
    else {
      const isExploded = parameter.explode ?? true;
      const isList = type.name.startsWith("[");
      this.#query.push(`${name}={${argument}${isList && isExploded ? "*" : ""}}`);
    }
  }

  /** Why a parameter cannot be sent; an empty reason where it is not the contract's to say. */
  #reasonAgainst({ name, in: place, style, schema }: Parameter): string | undefined {
    if (place === "cookie") return "cookies are not sent.";
    if (
      place === "header" &&
      (RESERVED_HEADERS.has(name.toLowerCase()) || /^(accept|content-type|authorization)$/i.test(name))
    )
      return "";
    if (schema === undefined) return "it is described by a media type, not a schema.";
    const type = typeNameOf(this.#document.resolve<Schema>(schema));
    if (type === "object") return `it is an object (style ${style ?? "form"}).`;
    const usual = place === "query" ? "form" : "simple";
    if (type === "array" && (style ?? usual) !== usual) return `lists of style ${style} are not sent.`;
    if (style === "matrix" || style === "label") return `values of style ${style} are not sent.`;
    if (/\s|=/.test(name)) return "its name has a space or a sign that cannot be sent.";
    return undefined;
  }

  /** The parameter with ids, of a route that gives the objects of all of them. */
  #keysOf(parameters: readonly Parameter[], schema: Schema | undefined): string | undefined {
    const required = parameters.filter((parameter) => parameter.required === true);
    const [only] = required;
    if (only === undefined || required.length > 1 || only.in !== "query" || !/^ids?$/.test(only.name)) return undefined;
    const isList = only.schema !== undefined && typeNameOf(this.#document.resolve<Schema>(only.schema)) === "array";
    return isList && this.#types.isListOfEntities(schema) ? toFieldName(only.name) : undefined;
  }
}

/** The first of the media types that is JSON, plain JSON before others. */
function jsonOf(content: NonNullable<Body["content"]>) {
  const [found] = Object.entries(content)
    .filter(([type]) => /^application\/([\w.+-]+\+)?json\b|^\*\/\*$/.test(type))
    .toSorted(
      ([one], [other]) => Number(other.startsWith("application/json")) - Number(one.startsWith("application/json")),
    );
  return found && { type: found[0], schema: found[1].schema };
}
