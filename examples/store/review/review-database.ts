import type { DatabaseSync } from "node:sqlite";
import { openDatabase, type ServiceOptions } from "../kit/open-database.ts";
import { seededAt, storeOpenedAt, userCount } from "../kit/order-facts.ts";
import { nounOfProduct, productCount } from "../kit/product-facts.ts";
import { createRandom, type Random } from "../kit/random.ts";
import { composeReview } from "./compose-review.ts";

const tables = `
  CREATE TABLE products (id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE reviews (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL GENERATED ALWAYS AS ('review-' || number) VIRTUAL,
    product_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    rating INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
`;

/** Opens the review service's database. */
export function openReviewDatabase(options: ServiceOptions): DatabaseSync {
  return openDatabase(options, tables, seedReviews);
}

/** Prepares what adds a review: product, author, rating, title, body, time. */
export function prepareInsertReview(database: DatabaseSync) {
  return database.prepare(
    "INSERT INTO reviews (product_id, author_id, rating, title, body, created_at) VALUES (?, ?, ?, ?, ?, ?)",
  );
}

function seedReviews(database: DatabaseSync): void {
  const insertProduct = database.prepare("INSERT INTO products VALUES (?)");
  const insertReview = prepareInsertReview(database);
  for (let product = 1; product <= productCount; product += 1) {
    insertProduct.run(`product-${product}`);
    const random = createRandom(`reviews ${product}`);
    const quality = random.integer(0, 2);
    const count = random.integer(12, 24);
    const firstAuthor = random.integer(0, userCount - 1);
    for (let index = 0; index < count; index += 1) {
      // 37 and the number of users have no common divisor: nobody reviews a product twice.
      const author = ((firstAuthor + index * 37) % userCount) + 1;
      const rating = drawRating(random, quality);
      const { title, body } = composeReview(random, rating, nounOfProduct(product).toLowerCase());
      const createdAt = new Date(random.integer(storeOpenedAt / 1000, seededAt / 1000) * 1000).toISOString();
      insertReview.run(`product-${product}`, `user-${author}`, rating, title, body, createdAt);
    }
  }
  // Made last: an index over rows that are there is faster than one that grows with them.
  database.exec("CREATE INDEX reviews_by_product ON reviews (product_id, created_at)");
}

// Most people are content; of the better products, even more.
function drawRating(random: Random, quality: number): number {
  return random.pick([5, 5, 5, 5, 4, 4, 4, 4, 3, 3 + quality, 2 + quality, 1 + quality]);
}
