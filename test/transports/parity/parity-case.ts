import type { ServiceConfig } from "../../../src/index.ts";
import type { Library } from "./library.ts";

/** Ways in which a service may fail, the same in every protocol as far as it can. (That it refuses, the library does.) */
export const FAULTS = [
  "refused",
  "reset",
  "silent",
  "failing",
  "unreadable",
  "wrong type",
  "null",
  "missing",
  "too large",
] as const;
export type Fault = (typeof FAULTS)[number];

export interface ParityService {
  readonly url: string;
  /** How many calls it got. */
  calls(): number;
  /** Answers all further calls with this fault. */
  fail(fault: Fault): void | Promise<void>;
}

/** The library's service in one protocol. */
export interface ParityCase {
  readonly name: string;
  /** The contract, with what it says of the mapping. */
  readonly sdl: string;
  readonly options: Pick<ServiceConfig, "transport"> & Partial<ServiceConfig>;
  /** Options that are files of the test's own. */
  readonly prepare?: () => Partial<ServiceConfig>;
  /** It ends with the test. */
  start(library: Library): Promise<ParityService>;
  /** How many calls the books of the offers (four keys, one of them unknown) take. */
  readonly callsForOffers: number;
  /** Which faults and operations cannot be had in this protocol, by name, each with its reason. */
  readonly skips: Readonly<Record<string, string>>;
}

/**
 * The contract's types; a case adds root fields and says how its protocol names things, by replacing the marks: `#Book.title`
 * stands behind that field, `#Genre` behind the type's name.
 */
export function libraryTypes(marks: Readonly<Record<string, string>> = {}): string {
  return TYPES.replaceAll(/#[\w.]+/g, (mark) => marks[mark.slice(1)] ?? "");
}

const TYPES = /* GraphQL */ `
  type Book @canonical #Book {
    id: ID! #Book.id
    title: String! #Book.title
    pages: Int #Book.pages
    rating: Float #Book.rating
    inPrint: Boolean! #Book.inPrint
    genre: Genre! #Book.genre
    tags: [String!]! #Book.tags
    published: Date #Book.published
    publisher: String #Book.publisher
    chapters: [Chapter!]! #Book.chapters
  }
  type Chapter {
    title: String!
    pages: Int!
  }
  type Lamp #Lamp {
    watts: Int!
  }
  union Thing #Thing = Book | Lamp
  type BookConnection {
    nodes: [Book!]! #BookConnection.nodes
    edges: [BookEdge!]! #BookConnection.edges
    pageInfo: PageInfo! #BookConnection.pageInfo
  }
  type BookEdge {
    cursor: String! #BookEdge.cursor
    node: Book! #BookEdge.node
  }
  type PageInfo {
    hasNextPage: Boolean! #PageInfo.hasNextPage
    hasPreviousPage: Boolean! #PageInfo.hasPreviousPage
    startCursor: String #PageInfo.startCursor
    endCursor: String #PageInfo.endCursor
  }
  enum Genre {
    NOVEL #NOVEL
    SCIENCE_FICTION #SCIENCE_FICTION
  }
  input NewBook {
    title: String! #NewBook.title
    genre: Genre
    tags: [String!]
  }
  scalar Date
`;
