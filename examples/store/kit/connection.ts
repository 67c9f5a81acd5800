import { createRefusal } from "./refusal.ts";

/** What a client says about the page it wants. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** A page that can be fetched: at most `first` nodes behind the one with the number `after`. */
export interface PageRequest {
  readonly first: number;
  readonly after: number | null;
}

/** A page of a list, by the Relay cursor connections specification. */
export interface Connection<Node> {
  nodes: Node[];
  edges: { cursor: string; node: Node }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Reads how many are wanted; refuses what is not within 1 and `most`. */
export function readFirst(first: number, most = 100): number {
  if (!Number.isInteger(first) || first < 1 || first > most) {
    throw createRefusal("BAD_USER_INPUT", `"first" must be a whole number from 1 to ${most}.`);
  }
  return first;
}

/** Reads the page that is wanted of a list whose ids are of this kind: `order` for `order-1`. */
export function readPage(kind: string, page: PageArguments): PageRequest {
  return { first: readFirst(page.first ?? 20), after: page.after == null ? null : readCursor(kind, page.after) };
}

function readCursor(kind: string, cursor: string): number {
  const id = Buffer.from(cursor, "base64url").toString();
  const number = id.startsWith(`${kind}-`) ? Number(id.slice(kind.length + 1)) : Number.NaN;
  if (!Number.isSafeInteger(number) || writeCursor(`${kind}-${number}`) !== cursor) {
    throw createRefusal("BAD_USER_INPUT", '"after" is not a cursor of this list.');
  }
  return number;
}

// The key itself, not an offset: new nodes in front of the page do not move it.
function writeCursor(id: string): string {
  return Buffer.from(id).toString("base64url");
}

/** Makes the page of what was fetched: one node more than asked for tells that another page follows. */
export function createConnection<Node extends { id: string }>(
  page: PageRequest,
  fetched: readonly Node[],
): Connection<Node> {
  const nodes = fetched.slice(0, page.first);
  const edges = nodes.map((node) => ({ cursor: writeCursor(node.id), node }));
  return {
    nodes,
    edges,
    pageInfo: {
      hasNextPage: fetched.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
