/** Closes a union: a kind that nobody handles is a compile error here, and a clear one at run time. */
export function assertNever(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}
