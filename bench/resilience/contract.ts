/** The service that is asked: all that the benchmark of resilience needs of a graph. */
export const CONTRACT = /* GraphQL */ `
  type Query {
    product(id: ID!): Product
  }
  type Product {
    id: ID!
    name: String!
    description: String!
  }
`;

export const QUERY = "query Product($id: ID!) { product(id: $id) { id name description } }";

/** How long the gateway is given where its answers at the deadline are measured, in milliseconds. */
export const DEADLINE_MS = 300;

/** Ways of an endpoint's to be slow for ever. */
export const SLOWNESSES = ["no answer", "headers, a byte a second", "half a body", "body, a byte a second"] as const;
/** `"no"`: it answers. `"by the deadline"`: it answers then, to the millisecond, as well as its machine can. */
export type Slowness = "no" | "by the deadline" | (typeof SLOWNESSES)[number];
