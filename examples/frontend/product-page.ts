/**
 * A screen that shows what is there and says what is not: `npx node examples/frontend/product-page.ts [URL] [X-FAULT]`. It needs
 * no library; a frontend does the same with whatever it fetches by.
 */
import type { PartialAnswer } from "../../src/index.ts";

interface Answer {
  readonly data: { readonly productPage: ProductPage | null };
  readonly extensions?: { readonly partial?: PartialAnswer };
}

interface ProductPage {
  readonly product: { readonly name: string } | null;
  readonly topReviews: readonly { readonly title: string }[];
  readonly recommendations: readonly { readonly name: string }[];
}

const [url = "http://127.0.0.1:4000/graphql", fault] = process.argv.slice(2);
const query = `{ productPage(id: "product-1") { product { name } topReviews { title } recommendations(first: 3) { name } } }`;

async function ask(): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(fault === undefined ? {} : { "x-fault": fault }) },
    body: JSON.stringify({ query, onError: "NULL" }),
  });
  return (await response.json()) as Answer;
}

type Section = "here" | "old" | "missing";

/** How a part of the screen is: what failed at its place, in it or around it is missing. */
function stateOf(partial: PartialAnswer | undefined, path: readonly (string | number)[]): Section {
  const touches = (other: readonly (string | number)[]) =>
    path.every((key, depth) => depth >= other.length || other[depth] === key);
  if (partial === undefined) return "here";
  if (partial.missing.some(touches)) return "missing";
  return partial.stale.some((value) => touches(value.path)) ? "old" : "here";
}

const { data, extensions } = await ask();
const partial = extensions?.partial;
const page = data.productPage;
const sections: readonly [title: string, field: keyof ProductPage, lines: readonly string[]][] = [
  ["Product", "product", page?.product ? [page.product.name] : []],
  ["Reviews", "topReviews", page?.topReviews.map(({ title }) => title) ?? []],
  ["You may like", "recommendations", page?.recommendations.map(({ name }) => name) ?? []],
];
for (const [title, field, lines] of sections) {
  const state = stateOf(partial, ["productPage", field]);
  const shown = lines.length > 0 ? lines.join(", ") : "none";
  process.stdout.write(
    `${title}: ${state === "missing" ? "not available now" : shown}${state === "old" ? " (not of now)" : ""}\n`,
  );
}

// An empty list that is here is empty; one that is missing is worth asking for again.
const waits = partial?.services.flatMap(({ retryAfterMs }) => retryAfterMs ?? []) ?? [];
if (partial?.complete === false) {
  const names = partial.services.map(({ name, state }) => `${name} (${state})`).join(", ");
  process.stdout.write(`Ask again in ${Math.max(1_000, ...waits)} ms: ${names}\n`);
}
