import { Money } from "../../../schema/scalars.ts";
import type { QueryResolvers } from "../generated/product.ts";
import { createConnection, readFirst, readPage } from "../kit/connection.ts";
import type { ProductStore } from "./product-store.ts";

/** Answers the product contract. */
export function createProductResolvers(store: ProductStore) {
  const Query: QueryResolvers = {
    product: (_, { id }) => store.byIds([id])[0] ?? null,
    products: (_, filter) => {
      const page = readPage("product", filter);
      return createConnection(page, store.page(page, filter));
    },
    productsByIds: (_, { ids }) => store.byIds(ids),
    relatedProductsByIds: (_, { productIds, first }) => store.related(productIds, readFirst(first, 50)),
  };
  return { Money, Query };
}
