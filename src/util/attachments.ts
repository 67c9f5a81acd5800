/**
 * Keeps something of an object's beside it, as a `WeakMap` does, for objects that live no longer than a request. (What hangs on
 * a young key of a `WeakMap` is kept alive until the whole heap is looked through: all of a request would grow old for it.)
 * A copy of the object has nothing attached.
 */
export class Attachments<Owner extends object, Value> {
  readonly #key = Symbol("attachment");

  get(owner: Owner): Value | undefined {
    return (owner as Record<symbol, Value | undefined>)[this.#key];
  }

  set(owner: Owner, value: Value): void {
    Object.defineProperty(owner, this.#key, { value, writable: true, configurable: true });
  }
}
