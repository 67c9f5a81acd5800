import { ServiceError } from "../../errors.ts";
import type { RestMapping } from "./rest-mapping.ts";
import { renderParameter, renderPath, renderText, type Placeholder } from "./template.ts";

/** One HTTP request of a root field. */
export interface RestRequest {
  readonly method: RestMapping["method"];
  /** With its query. */
  readonly path: string;
  /** Those of the contract, by names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string | undefined;
}

/** Where a service's paths begin. */
export interface RestBase {
  readonly service: string;
  /** Without a slash at its end. */
  readonly path: string;
  /** A query that goes with every request, without its question mark. */
  readonly query: string;
}

/**
 * Fills the templates with values: arguments by their names, and `$offset` and `$page`. Gives nothing where what is asked
 * for cannot exist, see `renderPath`. Throws a `ServiceError` where a header cannot hold its value.
 */
export function buildRequest(
  { service, path: basePath, query: baseQuery }: RestBase,
  mapping: RestMapping,
  values: Readonly<Record<string, unknown>>,
): RestRequest | undefined {
  const read = ({ source }: Placeholder) => readSource(values, source);
  const path = renderPath(mapping.path, read);
  if (path === undefined) return undefined;
  const query = [
    ...(baseQuery === "" ? [] : [baseQuery]),
    ...mapping.query.flatMap(({ name, template }) => renderParameter(name, template, read)),
  ].join("&");
  const headers: Record<string, string> = {};
  for (const { name, template } of mapping.headers) {
    const text = renderText(template, read);
    if (text === undefined) continue;
    if (!/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(text)) {
      throw new ServiceError("SERVICE_ERROR", service, { cause: `The header ${name} cannot hold its value.` });
    }
    headers[name] = text;
  }
  const body = mapping.body?.render(read);
  return {
    method: mapping.method,
    path: `${basePath}${path}${query === "" ? "" : `?${query}`}`,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}

function readSource(values: Readonly<Record<string, unknown>>, source: Placeholder["source"]): unknown {
  let value: unknown = values;
  for (const name of source) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
