/** Texts with places for values: `/users/{id}`, `{input.name}`, `{ids*}`, `{$offset}`. */

/** Where a value comes from. */
export interface Placeholder {
  /** An argument and the way into it, in the service's words; or `$offset` or `$page`, see `@restPages`. */
  readonly source: readonly [string, ...string[]];
  /** A list is repeated, not joined: `{ids*}`. */
  readonly explode: boolean;
}

export type Template = readonly (string | Placeholder)[];

/** Gives nothing where braces do not fit. */
export function parseTemplate(text: string): Template | undefined {
  const parts: (string | Placeholder)[] = [];
  for (const part of text.split(/(\{[^{}]*\})/)) {
    if (part === "") continue;
    if (!/[{}]/.test(part)) {
      parts.push(part);
      continue;
    }
    const [, source, star] = /^\{(\$?\w+(?:\.\w+)*)(\*?)\}$/.exec(part) ?? [];
    if (source === undefined) return undefined;
    parts.push({ source: source.split(".") as [string, ...string[]], explode: star === "*" });
  }
  return parts;
}

export function placeholdersOf(template: Template): readonly Placeholder[] {
  return template.filter((part) => typeof part !== "string");
}

/** Gives a placeholder's value; nothing where there is none. */
export type ValueReader = (placeholder: Placeholder) => unknown;

/**
 * The path with its values encoded, or nothing where it would not lead to where the contract says: a value is missing, or
 * a segment would be empty, `.` or `..`, also for a server that decodes slashes. Such a thing cannot exist there.
 */
export function renderPath(template: Template, read: ValueReader): string | undefined {
  let path = "";
  for (const part of template) {
    if (typeof part === "string") {
      path += part;
      continue;
    }
    const texts = textsOf(read(part));
    if (texts.length === 0 || !texts.every(isPathText)) return undefined;
    path += texts.map(encodeURIComponent).join(",");
  }
  return path.split("/").some((segment, index) => index > 0 && /^\.{1,2}$/.test(segment)) ? undefined : path;
}

/** `..;a` is `..` to servers that know parameters of path segments (RFC 3986, section 3.3). */
function isPathText(text: string): boolean {
  return text !== "" && text.isWellFormed() && !text.split(/[/\\]/).some((part) => /^\.{1,2}(?:;|$)/.test(part));
}

/** The parameters of a query, encoded; one whose value is missing is left out. */
export function renderParameter(name: string, template: Template, read: ValueReader): readonly string[] {
  const [only] = template;
  const key = encodeURIComponent(name);
  if (template.length === 1 && only !== undefined && typeof only !== "string") {
    const texts = textsOf(read(only)).map((text) => encodeURIComponent(text.toWellFormed()));
    if (texts.length === 0) return [];
    return only.explode ? texts.map((text) => `${key}=${text}`) : [`${key}=${texts.join(",")}`];
  }
  const text = renderText(template, read);
  return text === undefined ? [] : [`${key}=${encodeURIComponent(text.toWellFormed())}`];
}

/** The text with its values as they are; nothing where one is missing. */
export function renderText(template: Template, read: ValueReader): string | undefined {
  let text = "";
  for (const part of template) {
    if (typeof part === "string") {
      text += part;
      continue;
    }
    const value = read(part);
    if (value === undefined || value === null) return undefined;
    text += textsOf(value).join(",");
  }
  return text;
}

function textsOf(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return [typeof value === "string" ? value : JSON.stringify(value)];
}
