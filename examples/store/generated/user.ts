export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in time, as RFC 3339 text, for example `2026-01-31T09:30:00Z`. */
  DateTime: { input: string; output: string; }
  /** A leaf of any type, or a list of them. */
  DefaultValue: { input: unknown; output: unknown; }
  /** JSON with arguments in braces. */
  RestBody: { input: unknown; output: unknown; }
  /** The name of a role. A contract may bring an enum of this name along. */
  Role: { input: unknown; output: unknown; }
};

export type OnFailure =
  /** What `default` says. */
  | 'DEFAULT'
  /** An empty list. */
  | 'EMPTY'
  /** Nothing: the field is null, whatever its type says. */
  | 'NULL'
  /** The last good value that the same asker got, else null. */
  | 'STALE';

/** The user service: who has an account. Names are open, the address is only for its owner, SUPPORT and ADMIN. */
export type Query = {
  __typename?: 'Query';
  /** The viewer; null when nobody is signed in. */
  me: Maybe<User>;
  /** One user by their id; null when there is none. */
  user: Maybe<User>;
  /** Users by id, in the order of the ids; null where there is none. */
  usersByIds: Array<Maybe<User>>;
};


/** The user service: who has an account. Names are open, the address is only for its owner, SUPPORT and ADMIN. */
export type QueryUserArgs = {
  id: Scalars['ID']['input'];
};


/** The user service: who has an account. Names are open, the address is only for its owner, SUPPORT and ADMIN. */
export type QueryUsersByIdsArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** When the account was opened. */
  createdAt: Scalars['DateTime']['output'];
  /** Where mail reaches the user; null for everybody but the user, SUPPORT and ADMIN. */
  email: Maybe<Scalars['String']['output']>;
  /** The user's id, for example `user-1`. */
  id: Scalars['ID']['output'];
  /** How the user is called. */
  name: Scalars['String']['output'];
};
