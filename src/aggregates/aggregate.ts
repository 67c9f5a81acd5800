/**
 * An aggregate as data: a type that the gateway itself adds, and where each of its fields comes from. Both engines
 * read it: the stitched engine makes resolvers of it, a planner would make fetches. So it holds no code, but for at
 * most one pure `map` a field.
 */
export interface Aggregate {
  /** The type's name in the gateway's contract. */
  readonly type: string;
  /** The field of `Query` that gives it. */
  readonly rootField: string;
  /** The root field's argument that holds the aggregate's id. */
  readonly argument: string;
  /** The field whose absence means that there is no such aggregate: selected and answered null without an error, the whole is null. */
  readonly identity: string;
  /** One for each field. */
  readonly joins: readonly Join[];
}

export type Join = FetchJoin | DerivedJoin;

/** A field that a service answers. */
export interface FetchJoin {
  readonly kind: "fetch";
  readonly field: string;
  readonly service: string;
  /** The service's root field that is asked: with a list of keys, answering a list of the same length and order; or with one. */
  readonly rootField: string;
  /** The root field's argument that takes the keys, or the key. */
  readonly argument: string;
  readonly key: JoinKey;
  /** Arguments of the field that are handed to the root field, by the same name. @default none */
  readonly passArguments?: readonly string[];
}

/** A field made from what another join fetched. */
export interface DerivedJoin {
  readonly kind: "derived";
  readonly field: string;
  /** The join it is made from. */
  readonly join: string;
  /** What of it is needed, for example `{ name }`; of the join's own service alone. */
  readonly selection: string;
  /** Makes the field's value. Pure; its argument is what `selection` asked for. */
  readonly map: (value: never) => unknown;
}

/** Where the key comes from. */
export type JoinKey = ArgumentKey | JoinedKey;

/** The aggregate's own id: the join can start at once. */
export interface ArgumentKey {
  readonly from: "argument";
}

/** A key, or many, found in what another join fetched. */
export interface JoinedKey {
  readonly from: "join";
  readonly join: string;
  /** The fields that lead to it; lists on the way make many keys, each used once. */
  readonly path: readonly [string, ...string[]];
  /**
   * A second source, so that the join need not wait: what it gives is kept only where the first source comes to the
   * same key, or fails.
   */
  readonly speculative?: {
    readonly from: "principal.sub";
    /** Only for a principal with one of these roles. */
    readonly roles: readonly string[];
  };
}
