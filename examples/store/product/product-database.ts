import type { DatabaseSync } from "node:sqlite";
import { openDatabase, type ServiceOptions } from "../kit/open-database.ts";
import { seedProducts } from "./seed-products.ts";

const tables = `
  CREATE TABLE categories (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL GENERATED ALWAYS AS ('category-' || number) VIRTUAL UNIQUE,
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    parent_id TEXT
  ) STRICT;
  CREATE TABLE products (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL GENERATED ALWAYS AS ('product-' || number) VIRTUAL UNIQUE,
    category_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    price INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX products_by_category ON products (category_id, number);
`;

/** Opens the product service's database. */
export function openProductDatabase(options: ServiceOptions): DatabaseSync {
  return openDatabase(options, tables, seedProducts);
}
