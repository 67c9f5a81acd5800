import type { Entity, Values } from "./answer-operation.ts";

/** A page of a list, by the Relay cursor connections specification; an id is its own cursor. */
export function page(type: string, all: readonly Entity[], { first = 20, after, ...filters }: Values): Entity {
  const filter = Object.entries(filters).find(([, value]) => value !== null && value !== undefined);
  if (filter !== undefined) throw new Error(`A benchmark's service does not filter by ${filter[0]}.`);
  const start = typeof after === "string" ? all.findIndex(({ id }) => id === after) + 1 : 0;
  const nodes = all.slice(start, start + Number(first));
  return {
    __typename: `${type}Connection`,
    nodes,
    edges: nodes.map((node) => ({ __typename: `${type}Edge`, cursor: node["id"], node })),
    pageInfo: {
      __typename: "PageInfo",
      hasNextPage: start + nodes.length < all.length,
      hasPreviousPage: start > 0,
      startCursor: nodes[0]?.["id"] ?? null,
      endCursor: nodes.at(-1)?.["id"] ?? null,
    },
  };
}
