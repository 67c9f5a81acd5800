/** An object of the tree that a plan's run fetches: by response keys, and by the planner's links. */
export type Tree = Record<string, unknown>;
