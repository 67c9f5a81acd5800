import type { DatabaseSync } from "node:sqlite";
import { alignByKey } from "../kit/align-by-key.ts";

interface RecommendationRow {
  productId: string;
  recommendedIds: string;
}

/** What can be asked of the recommendations. */
export type RecommendationStore = ReturnType<typeof createRecommendationStore>;

/** Reads recommendations from the database, best first. */
export function createRecommendationStore(database: DatabaseSync) {
  const selectByProducts = database.prepare(`
    SELECT product_id AS productId, json_group_array(recommended_id ORDER BY position) AS recommendedIds
    FROM recommendations WHERE product_id IN (SELECT value FROM json_each(?)) AND position < ? GROUP BY product_id`);

  function byProductIds(productIds: readonly string[], first: number): ({ id: string }[] | null)[] {
    const rows = selectByProducts.all(JSON.stringify(productIds), first) as unknown as RecommendationRow[];
    return alignByKey(productIds, rows, ({ productId }) => productId).map(
      (row) => row && (JSON.parse(row.recommendedIds) as string[]).map((id) => ({ id })),
    );
  }

  return { byProductIds };
}
