/** Names that GraphQL takes, made of those that OpenAPI takes. */

/** `PascalCase` of any text, never empty. */
export function toTypeName(text: string): string {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return toName(name, "Type");
}

/** `camelCase` where the text is not a name as it stands. */
export function toFieldName(text: string): string {
  if (isName(text)) return text;
  const name = toTypeName(text);
  return toName(name.charAt(0).toLowerCase() + name.slice(1), "field");
}

/** `UPPER_CASE`, as is usual for the values of an enum. */
export function toValueName(text: string): string {
  const name = text
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/[^A-Za-z\d]+/g, "_")
    .replaceAll(/^_+|_+$/g, "")
    .toUpperCase();
  const valid = toName(name, text === "" ? "EMPTY" : "VALUE");
  return /^(TRUE|FALSE|NULL)$/.test(valid) ? `${valid}_` : valid;
}

export function isName(text: string): boolean {
  return /^(?!__)[A-Za-z_]\w*$/.test(text);
}

function toName(text: string, fallback: string): string {
  const ascii = text.normalize("NFKD").replaceAll(/\W/g, "");
  if (ascii === "") return fallback;
  return /^\d|^__/.test(ascii) ? `${fallback}${ascii.replace(/^_+/, "")}` : ascii;
}

/** The types that a contract has already: GraphQL's own, and those of our directives. */
export const TAKEN_TYPE_NAMES: readonly string[] = [
  "Query",
  "Mutation",
  "Subscription",
  "Int",
  "Float",
  "String",
  "Boolean",
  "ID",
  "Role",
  "RestBody",
  "OnFailure",
  "DefaultValue",
];

/** Gives each name once: the second one gets a number. */
export class UniqueNames {
  readonly #taken: Set<string>;

  constructor(reserved: readonly string[] = []) {
    this.#taken = new Set(reserved);
  }

  take(name: string): string {
    let unique = name;
    for (let number = 2; this.#taken.has(unique); number++) unique = `${name}${number}`;
    this.#taken.add(unique);
    return unique;
  }
}
