import type { DatabaseSync } from "node:sqlite";
import type { Category } from "../generated/product.ts";

/** The categories by their ids, each with its parent and its path; few, and never changed while the service runs. */
export type CategoryTree = ReadonlyMap<string, Category>;

interface CategoryRow {
  id: string;
  name: string;
  slug: string;
  parentId: string | null;
}

/** Reads all categories at once. */
export function loadCategoryTree(database: DatabaseSync): CategoryTree {
  const rows = database
    .prepare("SELECT id, name, slug, parent_id AS parentId FROM categories ORDER BY number")
    .all() as unknown as CategoryRow[];
  const tree = new Map<string, Category>();
  // A category is made before those below it, so that its number is smaller than theirs.
  for (const { parentId, ...row } of rows) {
    const parent = parentId === null ? null : tree.get(parentId)!;
    const category: Category = { ...row, parent, path: [...(parent?.path ?? [])] };
    category.path.push(category);
    tree.set(row.id, category);
  }
  return tree;
}

/** The ids of a category and of all below it; none when there is no such category. */
export function subtreeIds(tree: CategoryTree, categoryId: string): string[] {
  return [...tree.values()].filter(({ path }) => path.some(({ id }) => id === categoryId)).map(({ id }) => id);
}
