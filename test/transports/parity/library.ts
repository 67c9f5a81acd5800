/** What the one service of the suite knows and does, whatever it is asked in. */

export interface StoredBook {
  readonly id: string;
  readonly title: string;
  readonly pages: number | null;
  readonly rating: number | null;
  readonly inPrint: boolean;
  readonly genre: "NOVEL" | "SCIENCE_FICTION";
  readonly tags: readonly string[];
  readonly published: string | null;
  readonly publisher: { readonly name: string } | null;
  readonly chapters: readonly { readonly title: string; readonly pages: number }[];
}

/** A lamp, beside which to read. */
export interface StoredLamp {
  readonly watts: number;
}

export interface BookPage {
  readonly books: readonly (StoredBook & { readonly cursor: string })[];
  readonly next: string | null;
}

/** A refusal, with what a client may read of it. */
export class LibraryRefusal extends Error {
  readonly code = "BAD_USER_INPUT";
}

/** A library of a test's own. */
export class Library {
  #isClosed = false;
  readonly #books = new Map<string, StoredBook>(
    [
      book("b1", {
        title: "Middlemarch",
        pages: 880,
        rating: 4.5,
        tags: ["long", "slow & good"],
        published: "1871-12-01",
      }),
      book("b2", { title: "Solaris — über alles", genre: "SCIENCE_FICTION", rating: 5, publisher: { name: "MON" } }),
      book("b3", { title: "", inPrint: false, pages: 0, rating: 0, chapters: [{ title: "One", pages: 1 }] }),
      book("a/b?c=d&e", { title: "Encoded", tags: ["x,y"] }),
    ].map((each) => [each.id, each]),
  );

  /** From now on it refuses whatever it is asked. */
  close(): void {
    this.#isClosed = true;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new LibraryRefusal("The library is closed.");
  }

  book(id: string): StoredBook | null {
    this.#assertOpen();
    return this.#books.get(id) ?? null;
  }

  /** Those that there are, in an order of its own. */
  booksByIds(ids: readonly string[]): readonly StoredBook[] {
    this.#assertOpen();
    return [...this.#books.values()].filter(({ id }) => ids.includes(id)).toReversed();
  }

  page(first: number, after: string | null, genre: string | null): BookPage {
    this.#assertOpen();
    const all = [...this.#books.values()].filter((each) => genre === null || each.genre === genre);
    const start = after === null ? 0 : all.findIndex(({ id }) => cursorOf(id) === after) + 1;
    const books = all.slice(start, start + first).map((each) => ({ ...each, cursor: cursorOf(each.id) }));
    return { books, next: start + first < all.length ? (books.at(-1)?.cursor ?? null) : null };
  }

  shelf(): readonly (StoredBook | StoredLamp)[] {
    return [...[...this.#books.values()].slice(0, 1), { watts: 5 }];
  }

  greet(name: string, times: number | null, loud: boolean | null): string {
    const text = Array.from({ length: times ?? 1 }, () => `Hello, ${name}!`).join(" ");
    return loud === true ? text.toUpperCase() : text;
  }

  add(title: string, genre: StoredBook["genre"] | null, tags: readonly string[] | null): StoredBook {
    this.#assertOpen();
    if (title === "") throw new LibraryRefusal("A book needs a title.");
    const added = book("b9", { title, pages: 100, genre: genre ?? "NOVEL", tags: tags ?? [] });
    this.#books.set(added.id, added);
    return added;
  }

  remove(id: string): boolean {
    return this.#books.delete(id);
  }
}

function book(id: string, known: Partial<StoredBook>): StoredBook {
  return {
    id,
    title: "Untitled",
    pages: null,
    rating: null,
    inPrint: true,
    genre: "NOVEL",
    tags: [],
    published: null,
    publisher: null,
    chapters: [],
    ...known,
  };
}

function cursorOf(id: string): string {
  return Buffer.from(id).toString("base64url");
}
