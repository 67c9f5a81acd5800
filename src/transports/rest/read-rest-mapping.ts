import {
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  getNamedType,
  getNullableType,
  type ConstValueNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationTypeNode,
} from "graphql";
import { readDirective, type DirectiveArguments, type MappingFault } from "../mapping/directive-arguments.ts";
import { readServiceName } from "../mapping/mapping-directives.ts";
import { parseValuePath, type ValuePath } from "../mapping/value-path.ts";
import { parseBody } from "./body-template.ts";
import { readPagesMapping } from "./read-pages-mapping.ts";
import { RESERVED_HEADERS } from "./reserved-headers.ts";
import {
  REST_METHODS,
  type ErrorsMapping,
  type KeysMapping,
  type NamedTemplate,
  type RestMapping,
} from "./rest-mapping.ts";
import { parseTemplate, placeholdersOf, type Placeholder, type Template } from "./template.ts";

type Field = GraphQLField<unknown, unknown>;

const DEFAULT_MAX_KEYS = 100;
const DEFAULT_MAX_CONCURRENCY = 8;

/** Of the usual forms of an error: our own services', RFC 9457's, and plain ones. */
const DEFAULT_ERRORS: ErrorsMapping = {
  message: ["error.message", "detail", "message", "error"].map(knownPath),
  code: ["error.code", "code"].map(knownPath),
};

function knownPath(text: string): ValuePath {
  return parseValuePath(text) ?? [];
}

/**
 * Reads how a root field is asked for over REST; nothing where its contract does not say. All that is wrong is added to
 * `faults`, and read as if it were not there.
 */
export function readRestMapping(
  schema: GraphQLSchema,
  operation: OperationTypeNode,
  field: Field,
  faults: MappingFault[] = [],
): RestMapping | undefined {
  const rest = readDirective(field, "rest", faults);
  if (rest === undefined) return undefined;
  const reader = new RestReader(field, rest, faults);
  const method = reader.method();
  const body = rest.valueOf("body");
  if (body !== undefined && method === "GET") reader.fault(body, "a GET has no body: say another method, or no body.");
  const keys = reader.keys();
  const path = reader.path(keys);
  const templates = {
    path,
    query: reader.named("query", /^([^=\s]+)=(.*)$/, "name=value, for example ids={ids}"),
    headers: reader.headers(),
    body: body === undefined ? undefined : parseBody(body, (text, node) => reader.template(node, text, true)),
  };
  const placeholders = [
    ...placeholdersOf(path),
    ...[...templates.query, ...templates.headers].flatMap(({ template }) => placeholdersOf(template)),
    ...(templates.body?.placeholders ?? []),
  ];
  const pages = readPagesMapping(field, placeholders, faults);
  reader.checkUse(placeholders, pages?.style);
  const isQuery = operation === "query";
  const mayBeMissing = isQuery && (keys !== undefined || !isNonNullType(field.type));
  return {
    operation,
    method,
    ...templates,
    keys,
    pages,
    result: reader.place(rest, "result") ?? [],
    success: asSet(reader.statuses("success")),
    missing: asSet(reader.statuses("missing")) ?? new Set(mayBeMissing ? [404] : []),
    failedIf: reader.place(rest, "failedIf"),
    errors: reader.errors(schema),
  };
}

const BRACES = "braces hold the name of an argument, for example {id} or {input.name}.";

function asSet(numbers: readonly number[] | undefined): ReadonlySet<number> | undefined {
  return numbers === undefined ? undefined : new Set(numbers);
}

class RestReader {
  readonly #field: Field;
  readonly #rest: DirectiveArguments;
  readonly #faults: MappingFault[];

  constructor(field: Field, rest: DirectiveArguments, faults: MappingFault[]) {
    this.#field = field;
    this.#rest = rest;
    this.#faults = faults;
  }

  fault(node: MappingFault["node"], message: string): void {
    this.#faults.push({ node, message: `@rest of ${this.#field.name}: ${message}` });
  }

  method(): RestMapping["method"] {
    const text = this.#rest.text("method") ?? "GET";
    const method = REST_METHODS.find((known) => known === text);
    if (method === undefined)
      this.fault(this.#rest.valueOf("method"), `method must be one of ${REST_METHODS.join(", ")}.`);
    return method ?? "GET";
  }

  path(keys: KeysMapping | undefined): Template {
    const node = this.#rest.valueOf("path");
    const text = this.#rest.text("path") ?? "/";
    if (!/^\/(?!\/)[^?#\s\\]*$/.test(text) || text.split("/").some((part) => part === "." || part === "..")) {
      this.fault(
        node,
        "path must begin with one slash, and hold no query, fragment, space, . or ..; a query has a list of its own.",
      );
    }
    const template = this.template(node, text);
    for (const { source } of placeholdersOf(template)) {
      const [name] = source;
      const argument = this.#field.args.find((each) => each.name === name);
      if (argument === undefined || name === keys?.argument) continue;
      if (!isNonNullType(argument.type) && (argument.defaultValue === undefined || argument.defaultValue === null)) {
        this.fault(
          node,
          `{${name}} of the path may be null: make the argument ${name} non-null, or give it a default.`,
        );
      }
    }
    return template;
  }

  headers(): readonly NamedTemplate[] {
    const headers = this.named(
      "headers",
      /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/,
      "Name: value, for example X-Tenant: {tenant}",
    );
    for (const { name } of headers) {
      if (RESERVED_HEADERS.has(name.toLowerCase())) {
        this.fault(this.#rest.valueOf("headers"), `the header ${name} is the gateway's own: leave it out.`);
      }
    }
    return headers.map(({ name, template }) => ({ name: name.toLowerCase(), template }));
  }

  named(argument: "query" | "headers", form: RegExp, what: string): readonly NamedTemplate[] {
    const node = this.#rest.valueOf(argument);
    return (this.#rest.texts(argument) ?? []).flatMap((text) => {
      const [, name, value] = form.exec(text) ?? [];
      if (name !== undefined && value !== undefined && !/[\r\n]/.test(text)) {
        return [{ name, template: this.template(node, value) }];
      }
      this.fault(node, `${argument} must hold texts such as ${what}, not ${JSON.stringify(text)}.`);
      return [];
    });
  }

  keys(): KeysMapping | undefined {
    const argument = this.#rest.text("keys");
    const only = ["matchBy", "maxKeys", "maxConcurrency"].find((name) => this.#rest.valueOf(name) !== undefined);
    if (argument === undefined) {
      if (only !== undefined) this.fault(this.#rest.valueOf(only), `${only} needs keys: the argument that holds them.`);
      return undefined;
    }
    const type = getNullableType(this.#field.args.find(({ name }) => name === argument)?.type);
    const isSingle = isLeafType(type);
    if (!isSingle && !(isListType(type) && isLeafType(getNullableType(type.ofType)))) {
      this.fault(
        this.#rest.valueOf("keys"),
        `keys must name an argument that is a list of scalars or enums, or one of them, not ${argument}.`,
      );
    } else if (isListType(getNullableType(this.#field.type)) === isSingle) {
      this.fault(
        this.#rest.valueOf("keys"),
        isSingle
          ? "one key gives one object, not a list."
          : "keys are looked up by a field that gives a list, in the order of the keys.",
      );
    }
    const matchBy = this.place(this.#rest, "matchBy");
    if (isSingle && matchBy === undefined) {
      this.fault(this.#rest.valueOf("keys"), "one key needs matchBy; without it, its argument alone is enough.");
    }
    const maxKeys = this.#count("maxKeys") ?? DEFAULT_MAX_KEYS;
    if (matchBy === undefined && this.#rest.valueOf("maxKeys") !== undefined) {
      this.fault(
        this.#rest.valueOf("maxKeys"),
        "without matchBy each key takes a call of its own: maxKeys says nothing.",
      );
    }
    return {
      argument,
      isSingle,
      matchBy,
      maxKeys: matchBy === undefined ? 1 : maxKeys,
      maxConcurrency: this.#count("maxConcurrency") ?? DEFAULT_MAX_CONCURRENCY,
    };
  }

  statuses(argument: "success" | "missing"): readonly number[] | undefined {
    const statuses = this.#rest.numbers(argument);
    if (statuses?.some((status) => status < 200 || status > 599) === true) {
      this.fault(this.#rest.valueOf(argument), `${argument} must hold HTTP statuses, 200 to 599.`);
    }
    return statuses;
  }

  place(directive: DirectiveArguments, argument: string): ValuePath | undefined {
    const text = directive.text(argument);
    if (text === undefined) return undefined;
    const path = parseValuePath(text);
    if (path !== undefined) return path;
    const node = directive.valueOf(argument);
    const message = `${argument} must be a path, for example data.items.`;
    // That may be the whole contract's, and is no field's then.
    if (directive.node.name.value === "restErrors") this.#faults.push({ node, message: `@restErrors: ${message}` });
    else this.fault(node, message);
    return undefined;
  }

  errors(schema: GraphQLSchema): ErrorsMapping {
    const own = readDirective(this.#field, "restErrors", this.#faults);
    const all = readDirective(schema, "restErrors");
    const read = (argument: "message" | "code") => {
      const directive = [own, all].find((each) => each?.valueOf(argument) !== undefined);
      const path = directive && this.place(directive, argument);
      return path === undefined ? DEFAULT_ERRORS[argument] : [path];
    };
    return { message: read("message"), code: read("code") };
  }

  /** Each placeholder must name what is there, and each argument must get to the service. */
  checkUse(placeholders: readonly Placeholder[], pages: string | undefined): void {
    const used = new Set(placeholders.map(({ source }) => source[0]));
    for (const { name, astNode } of this.#field.args) {
      const isPaging = pages !== undefined && pages !== "cursor" && (name === "first" || name === "after");
      if (used.has(name) || isPaging) continue;
      this.fault(
        astNode ?? this.#rest.node,
        `the argument ${name} is used nowhere, so that the service would never know of it.`,
      );
    }
    if (pages !== undefined) return;
    for (const name of ["$offset", "$page"]) {
      if (used.has(name))
        this.fault(this.#rest.node, `{${name}} needs @restPages, which says where the page's nodes are.`);
    }
  }

  #count(argument: string): number | undefined {
    const [count, ...others] = this.#rest.numbers(argument) ?? [];
    if (count === undefined) return undefined;
    if (count >= 1 && count <= 10_000 && others.length === 0) return count;
    this.fault(this.#rest.valueOf(argument), `${argument} must be a whole number, 1 to 10,000.`);
    return undefined;
  }

  /** The placeholders of a template in the service's words, so that values are read as they are sent. */
  template(node: ConstValueNode | undefined, text: string, mayBeObject = false): Template {
    const template = parseTemplate(text);
    if (template === undefined) this.fault(node, BRACES);
    return (template ?? []).map((part) => {
      if (typeof part === "string" || part.source[0].startsWith("$")) return part;
      const source = this.#inServiceWords(part.source, node, mayBeObject);
      return source === undefined ? "" : { ...part, source };
    });
  }

  #inServiceWords(
    source: Placeholder["source"],
    node: ConstValueNode | undefined,
    mayBeObject: boolean,
  ): Placeholder["source"] | undefined {
    const [name, ...path] = source;
    let type = this.#field.args.find((argument) => argument.name === name)?.type;
    const words: string[] = [];
    for (const step of path) {
      const object = getNullableType(type);
      const field = isInputObjectType(object) ? object.getFields()[step] : undefined;
      type = field?.type;
      if (field !== undefined) words.push(readServiceName(field));
    }
    if (type === undefined) {
      this.fault(node, `there is no argument ${source.join(".")}.`);
      return undefined;
    }
    if (!mayBeObject && isInputObjectType(getNamedType(type))) {
      this.fault(node, `{${source.join(".")}} is an object: name one of its fields, or send it in the body.`);
    }
    return [name, ...words];
  }
}
