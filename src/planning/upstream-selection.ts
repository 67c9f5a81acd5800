/** What one service is asked of one object, while it is put together. */

interface UpstreamField {
  readonly text: string;
  readonly isNullable: boolean;
  readonly selection: UpstreamSelection | undefined;
}

export interface AddedField {
  /** The response key that the service answers under. */
  readonly key: string;
  /** What is selected below; undefined for a leaf. */
  readonly selection: UpstreamSelection | undefined;
}

export interface FieldToAdd {
  readonly name: string;
  /** With parentheses; empty without any. */
  readonly arguments: string;
  /** The response key that is best; another one where that is taken. */
  readonly wantedKey: string;
  /** The field's type in the contract: fields of one key must be of one type, even on objects of different types. */
  readonly type: string;
  readonly isLeaf: boolean;
}

/**
 * A selection set in which no response key means two things. Asked for the same field again, it gives the key again: so
 * that what the gateway needs beside what the client asked for is fetched once.
 */
export class UpstreamSelection {
  readonly #fields = new Map<string, UpstreamField>();
  readonly #fragments = new Map<string, UpstreamSelection>();
  /** The object's type, where it is one of several. */
  readonly #type: string;
  readonly #keys: ResponseKeys;

  constructor(type = "", keys = new ResponseKeys()) {
    this.#type = type;
    this.#keys = keys;
  }

  add({ name, arguments: args, wantedKey, type, isLeaf }: FieldToAdd): AddedField {
    const meaning = `${name}${args}:${type}${isLeaf ? "" : ` ${this.#type}`}`;
    const key = this.#keys.take(wantedKey, meaning);
    const known = this.#fields.get(key);
    if (known !== undefined) return { key, selection: known.selection };
    const selection = isLeaf ? undefined : new UpstreamSelection();
    const text = `${key === name ? "" : `${key}: `}${name}${args}`;
    this.#fields.set(key, { text, isNullable: !type.endsWith("!"), selection });
    return { key, selection };
  }

  /**
   * What both select; undefined where one key means two things, or where a null of what one alone selects would take along
   * what the other does.
   */
  union(other: UpstreamSelection): UpstreamSelection | undefined {
    if (!this.#keys.agree(other.#keys)) return undefined;
    const both = new UpstreamSelection(this.#type, this.#keys);
    for (const key of new Set([...this.#fields.keys(), ...other.#fields.keys()])) {
      const [field, twin] = [this.#fields.get(key), other.#fields.get(key)];
      const known = field ?? twin;
      if (known === undefined || ((field === undefined || twin === undefined) && !known.isNullable)) return undefined;
      const selection = field?.selection && twin?.selection ? field.selection.union(twin.selection) : known.selection;
      if (selection === undefined && known.selection !== undefined) return undefined;
      both.#fields.set(key, { ...known, selection });
    }
    for (const type of new Set([...this.#fragments.keys(), ...other.#fragments.keys()])) {
      const [fragment, twin] = [this.#fragments.get(type), other.#fragments.get(type)];
      const joined = fragment && twin ? fragment.union(twin) : undefined;
      if (joined === undefined) return undefined;
      both.#fragments.set(type, joined);
    }
    return both;
  }

  /** What is asked of objects of one type, where there may be several. */
  on(type: string): UpstreamSelection {
    const fragment = this.#fragments.get(type) ?? new UpstreamSelection(type, this.#keys);
    this.#fragments.set(type, fragment);
    return fragment;
  }

  /** As GraphQL text, with braces. A service is asked for something even where nothing of it is wanted. */
  print(): string {
    const fields = [...this.#fields.values()].map(({ text, selection }) =>
      selection === undefined ? text : `${text} ${selection.print()}`,
    );
    const fragments = [...this.#fragments]
      .filter(([, fragment]) => !fragment.#isEmpty())
      .map(([type, fragment]) => `... on ${type} ${fragment.print()}`);
    const parts = [...fields, ...fragments];
    return `{ ${parts.length === 0 ? "__typename" : parts.join(" ")} }`;
  }

  #isEmpty(): boolean {
    return this.#fields.size === 0 && this.#fragments.size === 0;
  }
}

/** Which field each response key means; common to all types that an object may have. */
class ResponseKeys {
  readonly #meanings = new Map<string, string>();
  /** The keys that were made up, by what they mean. */
  readonly #made = new Map<string, string>();
  #number = 0;

  /** Gives the wanted key; another one where that means something else. */
  take(wanted: string, meaning: string): string {
    const known = this.#meanings.get(wanted);
    if (known === meaning) return wanted;
    const key = known === undefined ? wanted : (this.#made.get(meaning) ?? this.#make(meaning));
    this.#meanings.set(key, meaning);
    return key;
  }

  /** Whether no key means one thing here and another one there. */
  agree(other: ResponseKeys): boolean {
    return [...this.#meanings].every(([key, meaning]) => (other.#meanings.get(key) ?? meaning) === meaning);
  }

  #make(meaning: string): string {
    let key: string;
    do key = `selvage_${this.#number++}`;
    while (this.#meanings.has(key));
    this.#made.set(meaning, key);
    return key;
  }
}
