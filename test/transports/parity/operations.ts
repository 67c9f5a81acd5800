/** What is asked of every transport: names of what each operation shows, its text, its variables. */
export interface ParityOperation {
  readonly name: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const ALL = "id title pages rating inPrint genre tags published publisher chapters { title pages }";

export const OPERATIONS: readonly ParityOperation[] = [
  { name: "every field", query: `{ book(id: "b1") { ${ALL} } }` },
  {
    name: "values that are nearly nothing: empty texts, zeros, false, empty lists",
    query: `{ book(id: "b3") { ${ALL} } }`,
  },
  { name: "nulls", query: `{ book(id: "b2") { ${ALL} } }` },
  { name: "an unknown id", query: '{ book(id: "none") { id } }' },
  {
    name: "an id that is empty, or made of dots",
    query: '{ a: book(id: "") { id } b: book(id: "..") { id } c: book(id: "../shelf") { id } }',
  },
  {
    name: "an id full of signs",
    query: "query ($id: ID!) { book(id: $id) { id title tags } }",
    variables: { id: "a/b?c=d&e" },
  },
  { name: "a number for an id", query: "{ book(id: 1) { id } }" },
  {
    name: "aliases, of root fields and below",
    query:
      '{ one: book(id: "b1") { name: title name2: title } other: book(id: "b2") { name: id } one2: book(id: "b1") { pages } }',
  },
  {
    name: "an alias that JavaScript has for itself",
    query: '{ book(id: "b1") { __proto__: title constructor: id } __proto__: greeting }',
  },
  {
    name: "fragments and one field in several places",
    query: `{ book(id: "b1") { ...A chapters { title } ... on Book { chapters { pages } } } }
      fragment A on Book { id ...B } fragment B on Book { title genre }`,
  },
  {
    name: "conditions by variables",
    query:
      'query ($yes: Boolean!, $no: Boolean!) { book(id: "b1") { id @skip(if: $yes) title @include(if: $no) pages } greeting @include(if: $yes) }',
    variables: { yes: true, no: false },
  },
  {
    name: "type names",
    query: '{ __typename book(id: "b1") { __typename chapters { __typename } } shelf { __typename } }',
  },
  { name: "a union", query: "{ shelf { __typename ... on Book { id genre } ... on Lamp { watts } } }" },
  { name: "arguments by default", query: "{ greeting }" },
  {
    name: "arguments of every scalar",
    query: "query ($name: String!, $times: Int, $loud: Boolean) { greeting(name: $name, times: $times, loud: $loud) }",
    variables: { name: "Ä & B", times: 2, loud: true },
  },
  {
    name: "arguments that are false, or null",
    query: "{ a: greeting(loud: false, times: 1) b: greeting(loud: null, times: null) }",
  },
  { name: "an argument that is missing among the variables", query: "query ($times: Int) { greeting(times: $times) }" },
  {
    name: "a page by default",
    query:
      "{ books { nodes { id } edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
  },
  {
    name: "the next page",
    query:
      "query ($after: String) { books(first: 3, after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }",
    variables: { after: Buffer.from("b2").toString("base64url") },
  },
  {
    name: "an enum as an argument",
    query: "{ books(genre: SCIENCE_FICTION, first: 9) { nodes { id genre } pageInfo { hasNextPage } } }",
  },
  {
    name: "an empty page",
    query:
      "query ($genre: Genre, $after: String) { books(genre: $genre, after: $after) { nodes { id } edges { cursor } pageInfo { hasNextPage startCursor endCursor } } }",
    variables: { genre: "SCIENCE_FICTION", after: Buffer.from("b2").toString("base64url") },
  },
  {
    name: "a mutation with an input",
    query: "mutation ($input: NewBook!) { addBook(input: $input) { id title genre tags } }",
    variables: { input: { title: "New", genre: "SCIENCE_FICTION", tags: ["a", "b"] } },
  },
  {
    name: "a mutation with little input",
    query: 'mutation { addBook(input: { title: "New", genre: null }) { id title genre tags pages } }',
  },
  {
    name: "mutations one after another",
    query: 'mutation { addBook(input: { title: "New" }) { id } removeBook(id: "b9") again: removeBook(id: "b9") }',
  },
  {
    name: "a mutation that is refused, with a message to pass on",
    query: 'mutation { addBook(input: { title: "" }) { id } removeBook(id: "b1") }',
  },
  { name: "objects found by their keys, for another service", query: "{ offers { id book { id title genre } } }" },
  {
    name: "objects found by their keys, beside others",
    query: '{ offers { book { title } } more: offers { book { pages } } book(id: "b1") { title } }',
  },
];

/** What is asked of a service that fails. */
export const OPERATIONS_UNDER_FAULTS: readonly ParityOperation[] = [
  { name: "one object", query: '{ book(id: "b1") { id title pages tags } }' },
  {
    name: "several root fields",
    query: '{ a: book(id: "b1") { title pages } b: book(id: "b2") { pages } books { nodes { title pages } } }',
  },
  { name: "objects found by their keys", query: "{ offers { id book { title pages } } }" },
  { name: "a mutation", query: 'mutation { addBook(input: { title: "New" }) { title pages } }' },
];
