import type { DatabaseSync } from "node:sqlite";
import { assortment, kinds } from "../kit/assortment.ts";
import { openDatabase, type ServiceOptions } from "../kit/open-database.ts";
import { kindOfProduct, productCount } from "../kit/product-facts.ts";
import { createRandom } from "../kit/random.ts";

const tables = `
  CREATE TABLE recommendations (
    product_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    recommended_id TEXT NOT NULL,
    PRIMARY KEY (product_id, position)
  ) STRICT, WITHOUT ROWID;
`;

const recommendationsPerProduct = 12;

/** Opens the recommendation service's database. */
export function openRecommendationDatabase(options: ServiceOptions): DatabaseSync {
  return openDatabase(options, tables, seedRecommendations);
}

// What goes well with a product is of the same department, but of another kind: a pan with a knife.
function seedRecommendations(database: DatabaseSync): void {
  const insert = database.prepare("INSERT INTO recommendations VALUES (?, ?, ?)");
  for (let product = 1; product <= productCount; product += 1) {
    const random = createRandom(`recommendations ${product}`);
    const kind = kindOfProduct(product);
    const department = assortment.find(({ groups }) => groups.some((group) => group.kinds.includes(kind)))!;
    const others = department.groups.flatMap((group) => group.kinds).filter((other) => other !== kind);
    const recommended = new Set<number>();
    while (recommended.size < recommendationsPerProduct) {
      const rank = random.integer(0, productCount / kinds.length - 1);
      recommended.add(rank * kinds.length + kinds.indexOf(random.pick(others)) + 1);
    }
    [...recommended].forEach((other, position) => insert.run(`product-${product}`, position, `product-${other}`));
  }
}
