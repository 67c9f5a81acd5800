import SwaggerParser from "@apidevtools/swagger-parser";
import { ConfigurationError } from "../../errors.ts";

/** What is read of an OpenAPI 3 document (https://spec.openapis.org/oas/v3.1.1.html). */
export interface OpenApiDocument {
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, PathItem>>;
  /** What a reference within the document leads to. */
  resolve<Part extends object>(part: Part | Reference): Part;
}

export interface Reference {
  readonly $ref: string;
}

export const METHODS = ["get", "post", "put", "patch", "delete"] as const;

export type PathItem = { readonly parameters?: readonly (Parameter | Reference)[] } & Readonly<
  Partial<Record<(typeof METHODS)[number], Operation>>
>;

export interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: Body | Reference;
  readonly responses?: Readonly<Record<string, Body | Reference>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required?: boolean;
  readonly description?: string;
  readonly style?: string;
  readonly explode?: boolean;
  readonly schema?: Schema | Reference;
}

export interface Body {
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema | Reference }>>;
}

export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly items?: Schema | Reference;
  readonly properties?: Readonly<Record<string, Schema | Reference>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly (Schema | Reference)[];
  readonly oneOf?: readonly (Schema | Reference)[];
  readonly anyOf?: readonly (Schema | Reference)[];
  readonly discriminator?: { readonly propertyName: string; readonly mapping?: Readonly<Record<string, string>> };
  readonly readOnly?: boolean;
  readonly writeOnly?: boolean;
}

export function isReference(part: object): part is Reference {
  return "$ref" in part && typeof part.$ref === "string";
}

/** Reads and validates a file, with the files that it refers to; nothing is fetched. Throws a `ConfigurationError` that says what is wrong. */
export async function readOpenApiDocument(file: string): Promise<OpenApiDocument> {
  const options = { resolve: { http: false as const } };
  const parser = new SwaggerParser();
  try {
    await SwaggerParser.validate(file, options);
    await parser.bundle(file, options);
  } catch (error) {
    throw new ConfigurationError([`${file}: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const document = parser.api as unknown as { openapi?: string } & OpenApiDocument;
  if (document.openapi?.startsWith("3.") !== true) {
    throw new ConfigurationError([`${file}: must be an OpenAPI 3 document; convert one of Swagger 2.0 first`]);
  }
  return {
    info: document.info,
    paths: document.paths ?? {},
    resolve(part) {
      let found: object = part;
      // A reference may lead to another one.
      for (let steps = 0; isReference(found) && steps < 100; steps++) found = parser.$refs.get(found.$ref) as object;
      return found as never;
    },
  };
}
