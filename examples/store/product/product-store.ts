import type { DatabaseSync } from "node:sqlite";
import type { Product } from "../generated/product.ts";
import { alignByKey } from "../kit/align-by-key.ts";
import type { PageRequest } from "../kit/connection.ts";
import { currency } from "../kit/product-facts.ts";
import { createRefusal } from "../kit/refusal.ts";
import { loadCategoryTree, subtreeIds } from "./category-tree.ts";

/** Which products of the catalogue are wanted. */
export interface ProductFilter {
  readonly search?: string | null | undefined;
  readonly categoryId?: string | null | undefined;
}

interface ProductRow {
  id: string;
  categoryId: string;
  name: string;
  description: string;
  price: number;
}

/** SQLite itself fails where a pattern is some hundred times as long. */
const MAX_SEARCH_LENGTH = 200;

/** What can be asked of the catalogue. */
export type ProductStore = ReturnType<typeof createProductStore>;

/** Reads products from the database, each whole. */
export function createProductStore(database: DatabaseSync) {
  const categories = loadCategoryTree(database);
  const select = "SELECT id, category_id AS categoryId, name, description, price FROM products WHERE";
  const selectByIds = database.prepare(`${select} id IN (SELECT value FROM json_each(?))`);
  const selectByCategories = database.prepare(
    `${select} category_id IN (SELECT value FROM json_each(?)) ORDER BY number`,
  );
  const selectPage = database.prepare(`${select} number > :after
    AND (:search IS NULL OR name LIKE :search ESCAPE '\\' OR description LIKE :search ESCAPE '\\')
    AND (:categories IS NULL OR category_id IN (SELECT value FROM json_each(:categories)))
    ORDER BY number LIMIT :limit`);

  function toProduct({ categoryId, price, ...row }: ProductRow): Product {
    const images = `https://images.store.example/${row.id}`;
    return {
      ...row,
      price: { amount: price, currency },
      imageUrl: `${images}/large.webp`,
      thumbnailUrl: `${images}/small.webp`,
      category: categories.get(categoryId)!,
    };
  }

  function toProducts(rows: unknown): Product[] {
    return (rows as ProductRow[]).map(toProduct);
  }

  function byIds(ids: readonly string[]): (Product | null)[] {
    return alignByKey(ids, toProducts(selectByIds.all(JSON.stringify(ids))), ({ id }) => id);
  }

  /** Fetches one product more than the page holds. */
  function page({ first, after }: PageRequest, { search, categoryId }: ProductFilter): Product[] {
    if (search && search.length > MAX_SEARCH_LENGTH) {
      throw createRefusal("BAD_USER_INPUT", `"search" must be ${MAX_SEARCH_LENGTH} characters long at most.`);
    }
    return toProducts(
      selectPage.all({
        after: after ?? 0,
        search: search ? `%${search.replace(/[\\%_]/g, "\\$&")}%` : null,
        categories: categoryId == null ? null : JSON.stringify(subtreeIds(categories, categoryId)),
        limit: first + 1,
      }),
    );
  }

  /** Of the same category first, the next ones before those in front; then of what else the parent holds. */
  function related(ids: readonly string[], first: number): (Product[] | null)[] {
    const products = byIds(ids);
    const wanted = products.flatMap((product) => (product ? subtreeIds(categories, kinOf(product)) : []));
    const candidates = toProducts(selectByCategories.all(JSON.stringify([...new Set(wanted)])));
    const byCategory = Map.groupBy(candidates, ({ category }) => category.id);
    return products.map((product) => {
      if (product === null) {
        return null;
      }
      const siblings = byCategory.get(product.category.id) ?? [];
      const place = siblings.findIndex(({ id }) => id === product.id);
      const others = subtreeIds(categories, kinOf(product))
        .filter((id) => id !== product.category.id)
        .flatMap((id) => byCategory.get(id) ?? []);
      return [...siblings.slice(place + 1), ...siblings.slice(0, place), ...others].slice(0, first);
    });
  }

  return { byIds, page, related };
}

function kinOf({ category }: Product): string {
  return category.parent?.id ?? category.id;
}
