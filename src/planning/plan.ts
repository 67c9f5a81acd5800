/**
 * A plan: what is fetched for one operation, in which order, how the answers hang together, and what is made of them.
 * Plain data, made once for an operation.
 *
 * While a plan runs, all that was fetched hangs on one tree of objects. An object that several services know of is the
 * one that the first of them answered, or, where only its key was known, one that the gateway made; what the others know
 * hangs on it under a *link*: a property whose name no service can answer with.
 */
import type { ArgumentNode, GraphQLArgument, GraphQLLeafType, GraphQLOutputType, OperationTypeNode } from "graphql";
import type { DerivedJoin } from "../aggregates/aggregate.ts";
import type { Lookup } from "../composition/owners.ts";

export interface Plan {
  readonly operation: OperationTypeNode;
  /** The operation's name. */
  readonly name: string | undefined;
  /** The client's variables, by name. */
  readonly variables: ReadonlyMap<string, PlannedVariable>;
  /** The variables that may be left out, but not be null: what uses them may need more than a plan knows. */
  readonly neverNull: readonly string[];
  /** One after another: one for a query, one for each root field of a mutation. */
  readonly steps: readonly Step[];
  /** What is made of the tree. */
  readonly shape: ObjectShape;
}

export interface PlannedVariable {
  /** As it is defined, for example `$first: Int = 10`. */
  readonly definition: string;
  /** As JSON; undefined where there is none. */
  readonly defaultValue: unknown;
}

/** What may run side by side. */
export interface Step {
  readonly aggregates: readonly PlannedAggregate[];
  /** Those that others need come first. */
  readonly fetches: readonly Fetch[];
}

/** One upstream request. */
export interface Fetch {
  /** Its place in the step. */
  readonly index: number;
  readonly service: string;
  readonly operation: OperationTypeNode;
  /** How many fetches lie above it. */
  readonly wave: number;
  /** How long it may take, in milliseconds, where that is said of what it fetches. */
  readonly timeoutMs?: number;
  readonly calls: readonly Call[];
  /** The fetches whose answers it needs. */
  readonly needs: readonly number[];
}

/** A root field of a fetch, or, where each key is asked for by itself, one for each. */
export type Call = RootCall | LookupCall | JoinCall;

interface CallText {
  /** Its response key; used once in a fetch. */
  readonly key: string;
  readonly field: string;
  /** With braces; empty for a leaf. */
  readonly selection: string;
  /** The client's variables that it uses. */
  readonly variables: readonly string[];
}

/** A root field that the client itself asks for. */
export interface RootCall extends CallText {
  readonly kind: "root";
  /** With parentheses; empty without any. */
  readonly arguments: string;
  /** Where on the tree's root its value hangs. */
  readonly property: string;
}

/** What a service knows of objects that are there already. */
export interface LookupCall extends CallText {
  readonly kind: "lookup";
  readonly lookup: Lookup;
  /** The root field's arguments, with their types. */
  readonly parameters: readonly GraphQLArgument[];
  /** Where an object that is found tells its key: it must be the one that was asked for. */
  readonly echo: readonly KeyField[];
  /** Their keys have the same fields. */
  readonly targets: readonly Target[];
}

/** The value of a join that is not found as an object by its key. */
export interface JoinCall extends CallText {
  readonly kind: "join";
  readonly join: PlannedJoin;
  /** The argument that takes the key, or, where `takesList`, the list of keys. */
  readonly argument: GraphQLArgument;
  readonly takesList: boolean;
  /** Of what is answered for one key. */
  readonly promise: KeyPromise;
  readonly passed: readonly PassedArgument[];
  readonly needs: readonly number[];
}

/** An argument of a join's field that is handed on: the client's, or the field's default where the client gives none. */
export interface PassedArgument {
  readonly parameter: GraphQLArgument;
  readonly node: ArgumentNode | undefined;
  readonly defaultValue: unknown;
}

/** The objects of one place whose keys are looked up, and where what is found hangs on each. */
export interface Target {
  /** The objects' type. */
  readonly type: string;
  /** From the tree's root. */
  readonly path: readonly PathStep[];
  readonly link: string;
  /** Of a lookup that is made in place of two: the other's link. Objects without a whole key are left to those. */
  readonly otherLink?: string;
  /** The key of the call that is made in place of this one where all is asked at once: what that one left is asked for. */
  readonly restOf?: string;
  readonly key: readonly KeyField[];
  readonly needs: readonly number[];
}

/** A property, through all lists on the way; or only those objects that are of a type. */
export type PathStep = string | { readonly typenameKey: string; readonly type: string };

/** A field of a key, and where in an object it is found. */
export interface KeyField {
  readonly name: string;
  readonly link: string | undefined;
  readonly from: string;
  /** Of an object within the key. */
  readonly inner: readonly KeyField[];
  /** What a field is computed from is handed over, whatever it is; without a field of its own, a key is none. */
  readonly mayBeNull?: true;
  /** Undefined where the gateway itself has it. */
  readonly promise?: KeyPromise;
}

/** What a service promises of a field that is read for a key, or that a join is fetched by. */
export interface KeyPromise {
  readonly service: string;
  /** `Type.field` */
  readonly coordinate: string;
  /** As the contract has it. */
  readonly type: GraphQLOutputType;
  /** What checks its values; undefined for objects. */
  readonly leaf: GraphQLLeafType | undefined;
  /** Whether any text fits, as for most keys. */
  readonly isText: boolean;
}

/** A type of the gateway's own that is put together by joins. */
export interface PlannedAggregate {
  /** Where on the tree's root it hangs. */
  readonly property: string;
  /** The argument that holds its id. */
  readonly id: ArgumentNode | undefined;
  readonly joins: readonly PlannedJoin[];
}

/** A join that is fetched. */
export interface PlannedJoin {
  /** The field of the aggregate; two response keys of it are two joins. */
  readonly field: string;
  /** Where on the tree's root the aggregate hangs. */
  readonly aggregate: string;
  /** Where on the aggregate its value hangs. */
  readonly link: string;
  readonly isList: boolean;
  /** Objects that are found by their keys hang there from the beginning, with their key in this field alone. */
  readonly keyField: string | undefined;
  /** Where its keys are: in the aggregate's id, or at the end of a path from the aggregate. */
  readonly keys: readonly PathStep[] | "id";
  /** What the service promises of each step of that path, where it is one of its fields. */
  readonly promises: readonly (KeyPromise | undefined)[];
  /** The principal may be the key: the object is made at once, and dropped where that proves wrong. */
  readonly guess: { readonly link: string; readonly roles: readonly string[] } | undefined;
  readonly needs: readonly number[];
}

/** What is made of one object. */
export interface ObjectShape {
  readonly type: string;
  readonly fields: readonly FieldShape[];
  /** The link without which there is no such object. */
  readonly witness: string | undefined;
  /** Of an aggregate: the joins without which it is null. */
  readonly identities: readonly FieldShape[];
}

/** What is made of one field. */
export interface FieldShape {
  /** The client's response key. */
  readonly key: string;
  /** `Type.field` */
  readonly coordinate: string;
  /** Who answers it; undefined where the gateway does. */
  readonly service: string | undefined;
  /** On what of the object it is found; undefined: on the object itself. */
  readonly link: string | undefined;
  readonly from: string;
  /** As clients see it. */
  readonly type: GraphQLOutputType;
  /** As the contract promises it. */
  readonly promised: GraphQLOutputType | undefined;
  readonly value: ValueShape;
  /** A list of an aggregate: empty where it failed, without the items that are null. */
  readonly isJoinedList: boolean;
}

export type ValueShape =
  | { readonly kind: "typename" }
  | { readonly kind: "leaf"; readonly leaf: GraphQLLeafType }
  | ObjectsShape
  | {
      readonly kind: "derived";
      readonly join: DerivedJoin;
      readonly source: DerivedSource;
      readonly value: ValueShape;
    };

/** Objects of one type, or of several, told apart by the type's name. */
export interface ObjectsShape {
  readonly kind: "objects";
  readonly shapes: ReadonlyMap<string, ObjectShape>;
  readonly typenameKey: string | undefined;
}

/** What a derived field is made from: fields of another join's object. */
export interface DerivedSource {
  /** From the aggregate to the object. */
  readonly path: readonly string[];
  readonly fields: readonly KeyField[];
}

/** Why an operation cannot be planned. It can be executed all the same, by the stitched engine. */
export class PlanRefused extends Error {
  override readonly name = "PlanRefused";
  readonly reason: PlanRefusal;

  constructor(reason: PlanRefusal, message: string) {
    super(message);
    this.reason = reason;
  }
}

export type PlanRefusal = "unreachable-field" | "too-large" | "unsupported" | "null-variable";
