/**
 * Ways to the objects of a plan's lookups as code, made once for a plan: each place in it sees objects of one form, where a
 * walk along a path that is given sees all forms, and takes three times as long.
 *
 * Only names of GraphQL, links of the planner's own and JSON texts become part of the code.
 */
import type { KeyField, Target } from "../planning/plan.ts";
import { literal, makeCode } from "../util/make-code.ts";
import type { Tree } from "./tree.ts";

/** One target's way. */
export interface Walk {
  /** Gives each object at its end that is not looked up yet to `take`, marked, with what its key is known by (see `plainIdentityOf`). */
  readonly collect: (root: Tree, batch: WalkedBatch) => void;
  /** Whether an object, all of whose values are plain, has the key with these fields. */
  readonly hasKey: (object: Tree, fields: Tree) => boolean;
  /** Hangs on each object the value at its index. */
  readonly hang: (objects: readonly Tree[], indices: readonly number[], values: readonly unknown[]) => void;
}

export interface WalkedBatch {
  take(object: Tree, identity: unknown): void;
}

/** Undefined where the process may not make code (`--disallow-code-generation-from-strings`). */
export function compileWalks(targets: readonly Target[]): ReadonlyMap<Target, Walk> | undefined {
  const functions: string[] = [];
  const walks = targets.map((target, number) => writeWalk(target, `w${number}_`, functions));
  const code = `${functions.join("\n")}\nreturn [${walks.join(", ")}];`;
  const made = makeCode(code) as readonly Walk[] | undefined;
  return made && new Map(targets.map((target, number) => [target, made[number] as Walk]));
}

/** Writes the functions of a walk, one a property on its way; gives the text of the walk itself. */
function writeWalk({ path, link, otherLink, key }: Target, name: string, functions: string[]): string {
  const end = [
    `if (o[${literal(link)}] !== undefined) return;`,
    // Until it is answered, so that nobody looks it up again.
    `o[${literal(link)}] = null;`,
    ...writeIdentity(key),
    "batch.take(o, identity);",
  ];
  let lines = end;
  for (let place = path.length - 1; place >= 0; place--) {
    const step = path[place] as (typeof path)[number];
    if (typeof step === "string") {
      functions.push(writeStep(`${name}${place}`, lines));
      lines = [`${name}${place}(o[${literal(step)}], batch);`];
    } else lines = [`if (o[${literal(step.typenameKey)}] !== ${literal(step.type)}) return;`, ...lines];
  }
  functions.push(writeStep(name, lines));
  functions.push(
    `function ${name}hang(objects, indices, values) {`,
    "for (let i = 0; i < objects.length; i++) {",
    `const o = objects[i]; o[${literal(link)}] = values[indices[i]] ?? null;`,
    otherLink === undefined ? "" : `o[${literal(otherLink)}] = o[${literal(link)}];`,
    "}",
    "}",
  );
  functions.push(`function ${name}hasKey(o, fields) {`, ...writeComparison(key), "}");
  return `{ collect: ${name}, hasKey: ${name}hasKey, hang: ${name}hang }`;
}

/** Through all lists on the way. What is null, or failed, is passed over. */
function writeStep(name: string, lines: readonly string[]): string {
  return [
    `function ${name}(o, batch) {`,
    'if (typeof o !== "object" || o === null) return;',
    `if (Array.isArray(o)) { for (let i = 0; i < o.length; i++) ${name}(o[i], batch); return; }`,
    "if (o instanceof Error) return;",
    ...lines,
    "}",
  ].join("\n");
}

function writeIdentity(key: readonly KeyField[]): string[] {
  const values = key.flatMap((field, index) => writeField(field, `v${index}`));
  const arePlain = key.map((_, index) => `(${isPlain(`v${index}`)})`).join(" && ");
  return [...values, `const identity = ${arePlain || "false"} ? v0 : undefined;`];
}

function writeComparison(key: readonly KeyField[]): string[] {
  const values = key.flatMap((field, index) => writeField(field, `v${index}`));
  const areSame = key.map(({ name }, index) => `v${index} === fields[${literal(name)}]`);
  return [...values, `return ${areSame.join(" && ") || "true"};`];
}

/** As `readField` reads it. */
function writeField({ link, from }: KeyField, variable: string): string[] {
  if (link === undefined) return [`let ${variable} = o[${literal(from)}];`];
  return [
    `let ${variable} = o[${literal(link)}];`,
    `if (!(${variable} instanceof Error)) ${variable} = ${variable}?.[${literal(from)}];`,
  ];
}

function isPlain(variable: string): string {
  return ["string", "number", "boolean"].map((type) => `typeof ${variable} === "${type}"`).join(" || ");
}
