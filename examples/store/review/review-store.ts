import type { DatabaseSync } from "node:sqlite";
import type { ReviewSummary } from "../generated/review.ts";
import { alignByKey } from "../kit/align-by-key.ts";
import { createBatchedLookup } from "../kit/batched-lookup.ts";

/** A review as it is stored. */
export interface StoredReview {
  id: string;
  productId: string;
  authorId: string;
  rating: number;
  title: string;
  body: string;
  createdAt: string;
}

/** What can be asked of the reviews. */
export type ReviewStore = ReturnType<typeof createReviewStore>;

/** Reads reviews from the database. */
export function createReviewStore(database: DatabaseSync) {
  const columns = "id, product_id AS productId, author_id AS authorId, rating, title, body, created_at AS createdAt";
  const selectKnown = database.prepare("SELECT id FROM products WHERE id IN (SELECT value FROM json_each(?))");
  const selectById = database.prepare(`SELECT ${columns} FROM reviews WHERE number = ?`);
  const selectNewest = prepareSelectBest("created_at DESC, number DESC");
  const selectTop = prepareSelectBest("rating DESC, created_at DESC, number DESC");
  const selectSummaries = database.prepare(`
    SELECT product_id AS productId, count(*) AS count, round(avg(rating), 2) AS averageRating
    FROM reviews WHERE product_id IN (SELECT value FROM json_each(?)) GROUP BY product_id`);

  function prepareSelectBest(order: string) {
    return database.prepare(`
      SELECT ${columns} FROM (
        SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY ${order}) AS place
        FROM reviews WHERE product_id IN (SELECT value FROM json_each(?))
      ) WHERE place <= ? ORDER BY product_id, place`);
  }

  function readBest(select: typeof selectNewest, productIds: readonly string[], first: number) {
    const reviews = select.all(JSON.stringify(productIds), first) as unknown as StoredReview[];
    return Map.groupBy(reviews, ({ productId }) => productId);
  }

  /** The products that can be reviewed, with null for every unknown id. */
  function knownProducts(ids: readonly string[]): ({ id: string } | null)[] {
    const rows = selectKnown.all(JSON.stringify(ids)) as { id: string }[];
    return alignByKey(ids, rows, ({ id }) => id);
  }

  function best(select: typeof selectNewest) {
    return (productIds: readonly string[], first: number): (StoredReview[] | null)[] => {
      const reviews = readBest(select, productIds, first);
      return knownProducts(productIds).map((product) => product && (reviews.get(product.id) ?? []));
    };
  }

  return {
    knownProducts,
    byNumber: (number: number | bigint) => selectById.get(number) as unknown as StoredReview,
    newest: best(selectNewest),
    top: best(selectTop),
    newestOfProduct: createBatchedLookup((ids, first) => readBest(selectNewest, ids, first)),
    summaryOfProduct: createBatchedLookup((ids) => {
      const rows = selectSummaries.all(JSON.stringify(ids)) as unknown as (ReviewSummary & { productId: string })[];
      return new Map(rows.map((row) => [row.productId, row]));
    }),
  };
}
