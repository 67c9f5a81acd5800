import type { ExecutionResult } from "@graphql-tools/utils";
import { ServiceError, type ServiceErrorOptions } from "../errors.ts";
import { mayPassMessages, type TransportOptions, type UpstreamRequest } from "./transport.ts";

type Path = ReadonlyArray<string | number>;
type Data = Record<string, unknown>;

/**
 * Reads a service's answer (GraphQL specification, section 7). What is not a GraphQL result fails with
 * `SERVICE_BAD_RESPONSE`; each of its errors becomes a `ServiceError` whose message is masked as `options.errors` says.
 */
export function readGraphqlResult(
  text: string,
  request: Pick<UpstreamRequest, "operationType">,
  options: Pick<TransportOptions, "service" | "errors">,
): ExecutionResult {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    const cause = "The answer is not JSON.";
    return { errors: [new ServiceError("SERVICE_BAD_RESPONSE", options.service, { cause })] };
  }
  return readGraphqlBody(body, request, options);
}

/** Reads an answer that is parsed already, likewise. */
export function readGraphqlBody(
  body: unknown,
  request: Pick<UpstreamRequest, "operationType">,
  options: Pick<TransportOptions, "service" | "errors">,
): ExecutionResult {
  const { service } = options;
  if (!isRecord(body) || !isDataOrAbsent(body["data"]) || !isErrorsOrAbsent(body["errors"])) {
    return {
      errors: [new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: "The answer is not a GraphQL result." })],
    };
  }
  const data = body["data"] ?? null;
  const errors = body["errors"] ?? [];
  if (errors.length === 0) {
    if (data !== null) return { data };
    return {
      errors: [
        new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: "The answer holds neither data nor errors." }),
      ],
    };
  }
  return { data, errors: readErrors(errors, data, service, mayPassMessages(options.errors, request.operationType)) };
}

function readErrors(errors: readonly Data[], data: Data | null, service: string, pass: boolean): ServiceError[] {
  // Errors that differ in the list index alone, or in what the client is not told, are one failure, told once: a list of
  // 1,000 items is not 1,000 failures.
  const failures = new Map<string, object>();
  const nulls = unexplainedNulls(errors, data);
  return errors.flatMap((error) => {
    const message = typeof error["message"] === "string" ? error["message"] : "";
    const path = pathOf(error, data);
    const place = path.map((key) => (typeof key === "number" ? "@" : key));
    const told = pass ? message : "";
    const key = JSON.stringify([place, told]);
    const known = failures.get(key);
    const failure = known ?? {};
    failures.set(key, failure);
    return placesOf(path, data, known === undefined ? nulls : []).map(
      (placed) =>
        new ServiceError("SERVICE_ERROR", service, {
          failure,
          cause: error,
          ...placed,
          ...(told !== "" ? { message: told, extensions: readServiceCode(error["extensions"]) } : {}),
        }),
    );
  });
}

/** An error's path; none where it leads to no root field of the answer. */
function pathOf({ path }: Data, data: Data | null): Path {
  return isPath(path) && (data === null || Object.hasOwn(data, path[0] ?? "")) ? path : [];
}

/** The root fields that are null without an error of their own: an error that names no place can be theirs alone. */
function unexplainedNulls(errors: readonly Data[], data: Data | null): readonly string[] {
  const explained = new Set(errors.map((error) => pathOf(error, data)[0]));
  return Object.keys(data ?? {}).filter((key) => data?.[key] === null && !explained.has(key));
}

/** Where one error shows: each place as an error tells it. */
function placesOf(path: Path, data: Data | null, nulls: readonly string[]): readonly Place[] {
  if (path.length === 0 && nulls.length > 0) return nulls.map((key) => placeOf([key], 1));
  const depth = depthOfNull(data, path);
  if (depth === undefined) return [{ ...placeOf(path, path.length), isHarmless: true }];
  // Without data every root field is lost, whichever failed: the error belongs to all of them.
  return [placeOf(path, depth)];
}

type Place = Pick<ServiceErrorOptions, "path" | "nullKey" | "tail" | "isHarmless">;

function placeOf(path: Path, depth: number): Place {
  const nullKey = path[depth - 1];
  return nullKey === undefined ? {} : { path, nullKey, tail: path.slice(depth) };
}

/** How many steps of the path lead to the first null in the data; undefined where there is none, or a list ends before. */
function depthOfNull(data: unknown, path: Path): number | undefined {
  let value = data;
  for (let depth = 0; ; depth++) {
    if (value === null || value === undefined) return depth;
    const key = path[depth];
    if (key === undefined || (Array.isArray(value) && Number(key) >= value.length)) return undefined;
    value = typeof value === "object" ? (value as Record<string | number, unknown>)[key] : undefined;
  }
}

function readServiceCode(extensions: unknown): Record<string, unknown> {
  const code = isRecord(extensions) ? extensions["code"] : undefined;
  return typeof code === "string" ? { serviceCode: code } : {};
}

function isRecord(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isDataOrAbsent(value: unknown): value is Data | null | undefined {
  return value === undefined || value === null || isRecord(value);
}

/** Null, which the specification does not know, is how some servers write that there are none. */
function isErrorsOrAbsent(value: unknown): value is Data[] | null | undefined {
  return value === undefined || value === null || (Array.isArray(value) && value.every(isRecord));
}

function isPath(value: unknown): value is Path {
  return Array.isArray(value) && value.every((key) => typeof key === "string" || typeof key === "number");
}
