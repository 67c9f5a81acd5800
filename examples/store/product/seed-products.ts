import type { DatabaseSync } from "node:sqlite";
import { assortment, kinds } from "../kit/assortment.ts";
import { kindOfProduct, nounOfProduct, priceOfProduct, productCount, rankInKind } from "../kit/product-facts.ts";
import { createRandom } from "../kit/random.ts";

const series = `Fjord Alder Harbour Meadow Lumen Tern Ember Slate Juniper Dune Birch Comet Heron Willow Basalt Drift
  Hazel Polar Saffron Tide`.split(/\s+/);
const openings = [
  "Sturdy and quietly beautiful",
  "Light, strong and well balanced",
  "Simple to use and easy to clean",
  "A classic, carefully thought through again",
  "Made to be used every day",
  "Small where it can be, generous where it counts",
];
const origins = [
  "Made in small batches in Portugal",
  "Built by a family workshop in the Black Forest",
  "Designed in Copenhagen",
  "Finished by hand in northern Italy",
  "Made in Sweden with electricity from water",
  "Drawn, built and tested in Austria",
];
const promises = [
  "Five-year guarantee, spare parts included",
  "Can be repaired, and we do it gladly",
  "Comes in a box without plastic",
  "Thirty days to try it at home",
  "Every part can be ordered on its own",
  "Tested for ten thousand uses",
];

/** Fills the catalogue: the tree of categories from top to bottom, then the products. */
export function seedProducts(database: DatabaseSync): void {
  const kindIds = seedCategories(database);
  const insert = database.prepare("INSERT INTO products (category_id, name, description, price) VALUES (?, ?, ?, ?)");
  for (let product = 1; product <= productCount; product += 1) {
    const kind = kindOfProduct(product);
    insert.run(kindIds.get(kind.name)!, composeName(product), composeDescription(product), priceOfProduct(product));
  }
}

function seedCategories(database: DatabaseSync): Map<string, string> {
  const insert = database.prepare("INSERT INTO categories (name, slug, parent_id) VALUES (?, ?, ?)");
  const ids = new Map<string, string>();
  function add(name: string, parent: string | null): void {
    const { lastInsertRowid } = insert.run(name, name.toLowerCase().replaceAll(" ", "-"), parent && ids.get(parent)!);
    ids.set(name, `category-${lastInsertRowid}`);
  }
  for (const department of assortment) {
    add(department.name, null);
    for (const group of department.groups) {
      add(group.name, department.name);
      group.kinds.forEach((kind) => add(kind.name, group.name));
    }
  }
  return ids;
}

// Within a kind each noun comes once in a series, and no noun is in two kinds: no name comes twice.
function composeName(product: number): string {
  const kindIndex = kinds.indexOf(kindOfProduct(product));
  const round = Math.floor(rankInKind(product) / kindOfProduct(product).nouns.length);
  return `${series[(round + kindIndex * 7) % series.length]} ${nounOfProduct(product)}`;
}

function composeDescription(product: number): string {
  const random = createRandom(`description ${product}`);
  const { materials, use } = kindOfProduct(product);
  const opening = `${random.pick(openings)}, in ${random.pick(materials)}, ${use}`;
  return `${opening}. ${random.pick(origins)}. ${random.pick(promises)}.`;
}
