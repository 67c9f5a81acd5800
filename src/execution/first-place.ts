import type { Fetch, FieldShape, ObjectShape, PathStep, Plan } from "../planning/plan.ts";
import type { Tree } from "./tree.ts";

/**
 * Where in the answer the first thing would stand that a fetch, or some of its calls, were made for, as far as it is there.
 *
 * @param failed where in the service's answer something failed: then it is the call that it belongs to
 */
export function firstPlace(
  { shape }: Plan,
  root: Tree,
  { calls }: Pick<Fetch, "calls">,
  [failed, ...below]: ReadonlyArray<string | number> = [],
): (string | number)[] {
  const call =
    calls.find(({ key }) => key === failed) ??
    // Where each key is a root field of its own, they are numbered.
    calls.find(({ key }) => String(failed).startsWith(`${key}_`)) ??
    calls[0];
  if (call === undefined) return [];
  if (call.kind === "root") return [call.property];
  if (call.kind === "join") {
    const { aggregate, link } = call.join;
    return descend(root, shape, [aggregate, link], { links: [link], failed: undefined });
  }
  const [target] = call.targets;
  if (target === undefined) return [];
  const found = { links: [target.link, target.otherLink], failed: below.find((step) => typeof step === "string") };
  return descend(root, shape, [...target.path, target.link], found);
}

/** What a lookup finds: under which links, and which of it failed. */
interface Found {
  readonly links: readonly (string | undefined)[];
  readonly failed: string | undefined;
}

function descend(root: Tree, rootShape: ObjectShape, path: readonly PathStep[], found: Found): (string | number)[] {
  const place: (string | number)[] = [];
  let value: unknown = root;
  let shape: ObjectShape | undefined = rootShape;
  let link: string | undefined;
  const enterLists = () => {
    while (Array.isArray(value)) {
      const index = value.findIndex((item) => item !== null);
      if (index < 0) return;
      place.push(index);
      value = value[index];
    }
  };
  for (const [depth, step] of path.entries()) {
    enterLists();
    if (typeof step !== "string") continue;
    const field: FieldShape | undefined = shape?.fields.find((each) => each.from === step && each.link === link);
    if (field !== undefined) place.push(field.key);
    // A link is no part of the answer, but what is found by it is.
    else if (depth === path.length - 1) place.push(...firstUnder(shape, found));
    if (typeof value !== "object" || value === null) break;
    value = (value as Tree)[step];
    link = field === undefined ? step : undefined;
    if (field !== undefined) shape = shapeOf(field, value);
  }
  return place;
}

function firstUnder(shape: ObjectShape | undefined, { links, failed }: Found): readonly string[] {
  const fields = shape?.fields.filter(({ link }) => link !== undefined && links.includes(link)) ?? [];
  const field = fields.find(({ from }) => from === failed) ?? fields[0];
  return field === undefined ? [] : [field.key];
}

function shapeOf({ value: shape }: FieldShape, value: unknown): ObjectShape | undefined {
  if (shape.kind !== "objects") return undefined;
  const { shapes, typenameKey } = shape;
  const [only, ...others] = shapes.values();
  if (others.length === 0) return only;
  return typenameKey === undefined ? undefined : shapes.get(String((firstItem(value) as Tree | null)?.[typenameKey]));
}

function firstItem(value: unknown): unknown {
  return Array.isArray(value) ? firstItem(value.find((item) => item !== null) ?? null) : value;
}
