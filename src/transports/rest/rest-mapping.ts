import type { OperationTypeNode } from "graphql";
import type { ValuePath } from "../mapping/value-path.ts";
import type { BodyTemplate } from "./body-template.ts";
import type { Template } from "./template.ts";

/** How one root field is asked for over REST, and what becomes of the answer: what `@rest` and its like say. */
export interface RestMapping {
  readonly operation: OperationTypeNode;
  readonly method: RestMethod;
  readonly path: Template;
  readonly query: readonly NamedTemplate[];
  /** Names in lower case. */
  readonly headers: readonly NamedTemplate[];
  readonly body: BodyTemplate | undefined;
  /** Where in the answer the value is. */
  readonly result: ValuePath;
  /** The statuses that bring one; none: all of 200 to 299. */
  readonly success: ReadonlySet<number> | undefined;
  /** The statuses that say that there is none. */
  readonly missing: ReadonlySet<number>;
  /** Where a successful answer tells that it is none. */
  readonly failedIf: ValuePath | undefined;
  readonly keys: KeysMapping | undefined;
  readonly pages: PagesMapping | undefined;
  readonly errors: ErrorsMapping;
}

export const REST_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type RestMethod = (typeof REST_METHODS)[number];

export interface NamedTemplate {
  readonly name: string;
  readonly template: Template;
}

/** Many objects looked up by their keys. */
export interface KeysMapping {
  readonly argument: string;
  /** Whether the argument is one key, and the field gives one object. */
  readonly isSingle: boolean;
  /** Where each object of the answer has its key; without it, each key takes a call of its own. */
  readonly matchBy: ValuePath | undefined;
  readonly maxKeys: number;
  readonly maxConcurrency: number;
}

/** A page of a list, as a connection. */
export interface PagesMapping {
  /** Whether cursors are the service's own, or made here of places in the list. */
  readonly style: "cursor" | "offset" | "page";
  readonly nodes: ValuePath;
  readonly cursor: ValuePath | undefined;
  readonly next: ValuePath | undefined;
  readonly hasNext: ValuePath | undefined;
  readonly total: ValuePath | undefined;
}

/** Where a refusal says why. Of several places, the first that holds a text counts. */
export interface ErrorsMapping {
  readonly message: readonly ValuePath[];
  readonly code: readonly ValuePath[];
}
