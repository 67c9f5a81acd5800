import { GraphQLError } from "graphql";
import type { AnswerNotes, Path } from "../aggregates/answer-notes.ts";

type Data = Record<string, unknown> | null;
interface Shaped {
  readonly data: Data;
  readonly errors: readonly GraphQLError[];
  /** Those of what does not exist: it is null without them. They are worth telling only where nothing else tells them. */
  readonly idle: readonly GraphQLError[];
}

/**
 * Gives aggregates their promised shape, in place: one that does not exist is null; a list join that failed is empty,
 * and an item of one that failed is left out. The errors' paths follow.
 */
export function shapeAggregates(data: Data, errors: readonly GraphQLError[], notes: AnswerNotes): Shaped {
  let shaped: readonly GraphQLError[] = errors;
  const idle: GraphQLError[] = [];
  for (const path of notes.missing) {
    setAt(data, path, null);
    idle.push(...shaped.filter((error) => startsWith(error.path, path)).map((error) => relocate(error, path)));
    shaped = shaped.filter((error) => !startsWith(error.path, path));
  }
  for (const path of notes.lists) shaped = shapeList(data, shaped, path);
  return { data, errors: shaped, idle };
}

function shapeList(data: Data, errors: readonly GraphQLError[], path: Path): readonly GraphQLError[] {
  const list = valueAt(data, path);
  if (list === undefined) return errors;
  if (list === null) {
    setAt(data, path, []);
    return errors.map((error) => (startsWith(error.path, path) ? relocate(error, path) : error));
  }
  if (!Array.isArray(list) || !list.includes(null)) return errors;
  const kept: unknown[] = [];
  const newIndex = list.map((item: unknown) => (item === null ? undefined : kept.push(item) - 1));
  setAt(data, path, kept);
  return errors.map((error) => {
    if (!startsWith(error.path, path)) return error;
    const [index, ...rest] = error.path.slice(path.length);
    const moved = typeof index === "number" ? newIndex[index] : undefined;
    return relocate(error, moved === undefined ? path : [...path, moved, ...rest]);
  });
}

function relocate(error: GraphQLError, path: Path): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    path,
    originalError: error,
    extensions: error.extensions,
  });
}

function startsWith(path: Path | undefined, start: Path): path is Path {
  return path !== undefined && path.length >= start.length && start.every((key, index) => path[index] === key);
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const key of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

function setAt(data: Data, path: Path, value: unknown): void {
  const parent = valueAt(data, path.slice(0, -1));
  const key = path.at(-1);
  if (key !== undefined && parent !== null && typeof parent === "object")
    (parent as Record<string | number, unknown>)[key] = value;
}
