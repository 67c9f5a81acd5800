/** A path with parameters, parsed: `/orders/:id`, or `/files/*`, whose star stands for all that follows, at least one segment. */
export interface PathTemplate {
  readonly text: string;
  readonly segments: readonly TemplateSegment[];
}

type TemplateSegment =
  | { readonly kind: "fixed"; readonly text: string }
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "rest"; readonly name: "*" };

/** What a template may look like: letters, digits and `._~-`, parameters that fill whole segments, one star at the end. */
export const PATH_TEMPLATE = /^(?:\/(?!\.{1,2}(?:\/|$))(?:[\w.~-]+|:[A-Za-z]\w*))*(?:\/\*)?$/;

/** Parses a text that `PATH_TEMPLATE` matches. */
export function parsePathTemplate(text: string): PathTemplate {
  return {
    text,
    segments: text
      .split("/")
      .slice(1)
      .map((segment) => {
        if (segment === "*") return { kind: "rest", name: "*" };
        return segment.startsWith(":")
          ? { kind: "parameter", name: segment.slice(1) }
          : { kind: "fixed", text: segment };
      }),
  };
}

/** The names of a template's parameters, `*` for the star. */
export function parametersOf({ segments }: PathTemplate): string[] {
  return segments.flatMap((segment) => (segment.kind === "fixed" ? [] : [segment.name]));
}

/** The template without its parameters' names: what two templates share that match the same paths. */
export function shapeOf({ segments }: PathTemplate): string {
  return segments
    .map((segment) => `/${segment.kind === "fixed" ? segment.text : segment.kind === "parameter" ? ":" : "*"}`)
    .join("");
}

/** What stands in a path for each parameter, as it is written there; undefined where the path does not fit. */
export function matchPath(
  { segments }: PathTemplate,
  path: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const [index, segment] of segments.entries()) {
    const given = path[index];
    if (given === undefined || given === "") return undefined;
    if (segment.kind === "rest") return found.set("*", path.slice(index).join("/"));
    if (segment.kind === "parameter") found.set(segment.name, given);
    else if (decodeURIComponent(given) !== segment.text) return undefined;
  }
  return path.length === segments.length ? found : undefined;
}

/** The path that a template describes with these parameters. */
export function fillPath({ segments }: PathTemplate, parameters: ReadonlyMap<string, string>): string {
  return segments
    .map((segment) => `/${segment.kind === "fixed" ? segment.text : (parameters.get(segment.name) ?? "")}`)
    .join("");
}
