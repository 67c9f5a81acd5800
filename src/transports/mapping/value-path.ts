/** Where a value is in a service's own answer. */
export type ValuePath = readonly PathStep[];

type PathStep = { readonly kind: "property"; readonly name: string } | { readonly kind: "items" };

/**
 * Parses `address.city`, `items.0.name`, `tags[].name` (the names of all tags), `.` (the value itself), or a JSON
 * Pointer (RFC 6901) such as `/@odata.nextLink`, for names with dots. Gives nothing where it is none of them.
 */
export function parseValuePath(text: string): ValuePath | undefined {
  if (text === ".") return [];
  if (text.startsWith("/")) {
    if (/~(?![01])/.test(text)) return undefined;
    return text
      .slice(1)
      .split("/")
      .map((name) => ({ kind: "property", name: name.replaceAll("~1", "/").replaceAll("~0", "~") }));
  }
  const steps: PathStep[] = [];
  for (const part of text.split(".")) {
    const [, name = "", lists = ""] = /^([^[\]\s]*)((?:\[\])*)$/.exec(part) ?? [];
    // Only the answer itself may be a list without a name: `[].id`.
    if (name === "" && (lists === "" || steps.length > 0)) return undefined;
    if (name !== "") steps.push({ kind: "property", name });
    for (let depth = 0; depth < lists.length; depth += 2) steps.push({ kind: "items" });
  }
  return steps;
}

/** The value at the end of the path; `undefined` where there is none. A number leads into a list. */
export function readValue(value: unknown, path: ValuePath, from = 0): unknown {
  let current = value;
  for (let index = from; index < path.length; index++) {
    // What failed, failed with all that is in it.
    if (current === null || current === undefined || current instanceof Error) return current;
    const step = path[index] as PathStep;
    if (step.kind === "items") {
      if (!Array.isArray(current)) return undefined;
      return current.map((item: unknown) => readValue(item, path, index + 1) ?? null);
    }
    // Names that JSON did not bring (`constructor`, `length`) are not there.
    if (typeof current !== "object" || !Object.hasOwn(current, step.name)) return undefined;
    if (Array.isArray(current) && step.name === "length") return undefined;
    current = (current as Record<string, unknown>)[step.name];
  }
  return current;
}
