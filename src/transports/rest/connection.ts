import { ServiceError } from "../../errors.ts";
import { readValue } from "../mapping/value-path.ts";
import type { PagesMapping } from "./rest-mapping.ts";

/** Which part of a list is asked for. */
export interface Page {
  /** How many nodes come before it; nothing where the service has cursors of its own. */
  readonly offset: number | undefined;
  readonly first: number | undefined;
  /** Whether it continues behind a cursor. */
  readonly isContinued: boolean;
  /** What `$offset` and `$page` stand for. */
  readonly values: Readonly<Record<string, number>>;
}

/**
 * Reads `first` and `after` (Relay cursor connections specification, section 4.1). Throws a `ServiceError` where they name
 * no page of the list.
 */
export function readPage(
  service: string,
  { style }: PagesMapping,
  { first, after }: Readonly<Record<string, unknown>>,
): Page {
  const isContinued = typeof after === "string";
  if (style === "cursor") {
    return { offset: undefined, first: typeof first === "number" ? first : undefined, isContinued, values: {} };
  }
  const refuse = (message: string) => new ServiceError("SERVICE_ERROR", service, { message, cause: message });
  if (typeof first !== "number" || first < 1) throw refuse('"first" must be at least 1.');
  const offset = isContinued ? readCursor(after) + 1 : 0;
  if (Number.isNaN(offset)) throw refuse('"after" is not a cursor of this list.');
  if (style === "offset") return { offset, first, isContinued, values: { $offset: offset } };
  if (offset % first !== 0) throw refuse('"after" must be the end of a page as long as "first" says.');
  return { offset, first, isContinued, values: { $page: offset / first + 1 } };
}

/** Makes a page of a service's list into a connection; beside it stays what else the answer holds. */
export function toConnection(body: unknown, pages: PagesMapping, page: Page): unknown {
  const nodes = readValue(body, pages.nodes);
  if (!Array.isArray(nodes)) return { nodes };
  const next = pages.next === undefined ? undefined : readValue(body, pages.next);
  const total = pages.total === undefined ? undefined : readValue(body, pages.total);
  const edges = nodes.map((node: unknown, index) => ({
    node,
    cursor: cursorOf(node, index, index === nodes.length - 1, pages, page, next),
  }));
  return {
    ...(typeof body === "object" && !Array.isArray(body) ? body : {}),
    nodes,
    edges,
    totalCount: total,
    pageInfo: {
      hasNextPage: hasNextPage(body, nodes.length, pages, page, next, total),
      hasPreviousPage: page.isContinued,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function cursorOf(
  node: unknown,
  index: number,
  isLast: boolean,
  { cursor }: PagesMapping,
  { offset }: Page,
  next: unknown,
): unknown {
  if (offset !== undefined) return writeCursor(offset + index);
  const own = cursor === undefined ? undefined : readValue(node, cursor);
  // Some services number their cursors.
  return own === undefined || own === null ? (isLast ? textOf(next) : null) : textOf(own);
}

function textOf(value: unknown): unknown {
  return typeof value === "number" ? String(value) : value;
}

function hasNextPage(
  body: unknown,
  length: number,
  { hasNext, next: nextPlace }: PagesMapping,
  { offset, first }: Page,
  next: unknown,
  total: unknown,
): unknown {
  if (hasNext !== undefined) return readValue(body, hasNext);
  if (nextPlace !== undefined) return next !== undefined && next !== null && next !== "" && next !== false;
  // Behind an empty page there is no cursor to go on from, whatever the total counts.
  if (offset !== undefined && typeof total === "number") return length > 0 && offset + length < total;
  // The service does not say: behind a full page there may be another.
  return first !== undefined && length >= first;
}

function writeCursor(index: number): string {
  return Buffer.from(`offset:${index}`).toString("base64url");
}

function readCursor(cursor: string): number {
  const [, index] = /^offset:(\d{1,9})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  return index === undefined ? Number.NaN : Number(index);
}
