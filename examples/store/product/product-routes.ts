import type { FastifyInstance } from "fastify";
import type { Product } from "../generated/product.ts";
import { createConnection, readPage } from "../kit/connection.ts";
import { createRefusal } from "../kit/refusal.ts";
import { readPageParameters, readParameter, type RestQuery } from "../kit/rest-query.ts";
import type { ProductStore } from "./product-store.ts";

/** Adds the REST paths of the product service. */
export function addProductRoutes(app: FastifyInstance, store: ProductStore): void {
  app.get<{ Params: { id: string } }>("/products/:id", ({ params }) => {
    const [product] = store.byIds([params.id]);
    if (!product) {
      throw createRefusal("NOT_FOUND", `There is no product "${params.id}".`);
    }
    return toBody(product);
  });

  app.get<{ Querystring: RestQuery }>("/products", ({ query }) => {
    const page = readPage("product", readPageParameters(query));
    const filter = { search: readParameter(query, "search"), categoryId: readParameter(query, "categoryId") };
    const { nodes, pageInfo } = createConnection(page, store.page(page, filter));
    return { products: nodes.map(toBody), nextCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null };
  });
}

function toBody({ category, ...product }: Product): object {
  return { ...product, category: { id: category.id, name: category.name, slug: category.slug } };
}
