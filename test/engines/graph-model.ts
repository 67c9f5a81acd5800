/** What a random graph is: services, what each knows of the types of objects, and an aggregate over them. */
import type { Aggregate } from "../../src/aggregates/aggregate.ts";

export type Style = "list" | "single" | "entities" | "expression";

/** A key by which objects of a type are found, and its fields. */
export const KEYS = {
  id: [["id", "ID"]],
  code: [["code", "String"]],
  pair: [
    ["shelf", "String"],
    ["place", "Int"],
  ],
} as const;
export type KeyName = keyof typeof KEYS;

export interface RandomField {
  readonly name: string;
  /** As SDL. */
  readonly type: string;
  /** With parentheses; empty without any. */
  readonly arguments: string;
  /** The object types that it may give; empty for a leaf. */
  readonly targets: readonly string[];
  /** The field of another service that it is computed from. */
  readonly computedFrom?: string;
}

/** What one service knows of a type of objects. */
export interface Part {
  readonly type: string;
  readonly keys: Set<KeyName>;
  /** The keys by which it finds objects, and how. */
  readonly lookups: Map<KeyName, Style>;
  readonly fields: RandomField[];
  /** Whether it gives such objects itself, not only when it is asked by their key. */
  isGiver: boolean;
}

export interface RandomService {
  readonly name: string;
  readonly parts: Map<string, Part>;
  /** Plain objects of this service alone. */
  readonly values: Map<string, RandomField[]>;
  readonly queries: RandomField[];
  readonly mutations: RandomField[];
  readonly subscriptions: RandomField[];
  hasInterface: boolean;
  readonly unions: Map<string, readonly string[]>;
}

export interface RandomType {
  readonly name: string;
  readonly owner: string;
  readonly isThing: boolean;
  /** The keys beside `id` whose fields the owner always has. */
  readonly strict: Set<KeyName>;
}

export interface RandomGraph {
  readonly types: readonly RandomType[];
  readonly services: readonly RandomService[];
  /** What all values are derived from. */
  readonly seed: number;
  readonly aggregate: RandomAggregate | undefined;
}

export interface RandomAggregate {
  readonly aggregate: Aggregate;
  /** What the gateway's contract has of it. */
  readonly sdl: string;
}
