import { openUpstream, prepare } from "./upstream.ts";

const PRODUCTS = prepare(
  `query($after:String){products(first:20,after:$after){
  nodes{id name description price imageUrl category{id name slug}} pageInfo{hasNextPage endCursor}}}`,
  "after",
);
const PRODUCT = prepare("query($id:ID!){product(id:$id){id name price}}", "id");

interface Category {
  id: string;
  name: string;
  slug: string;
}
interface Product {
  id: string;
  name: string;
  description: string;
  price: { amount: number; currency: string };
  imageUrl: string;
  category: Category;
}
interface Page {
  nodes: Product[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Work (e): one service's answer, parsed, checked and written again. */
export function productsRoute() {
  const product = openUpstream("product");
  return async function answer({ after }: { after?: string }): Promise<unknown> {
    const { products } = await product<{ products: Page | null }>(PRODUCTS(JSON.stringify(after ?? null)));
    if (products === null) return { products };
    if (!Array.isArray(products.nodes) || !products.nodes.every(isProduct) || !isPageInfo(products.pageInfo))
      throw new Error("The product service gave an answer that cannot be used.");
    return { products };
  };
}

/** Work (h). */
export function productRoute() {
  const product = openUpstream("product");
  return ({ id }: { id: string }): Promise<unknown> => product(PRODUCT(JSON.stringify(id)));
}

function isProduct({ id, name, description, price, imageUrl, category }: Product): boolean {
  return (
    typeof id === "string" &&
    typeof name === "string" &&
    typeof description === "string" &&
    Number.isSafeInteger(price.amount) &&
    typeof price.currency === "string" &&
    price.currency.length === 3 &&
    typeof imageUrl === "string" &&
    typeof category.id === "string" &&
    typeof category.name === "string" &&
    typeof category.slug === "string"
  );
}

function isPageInfo({ hasNextPage, endCursor }: Page["pageInfo"]): boolean {
  return typeof hasNextPage === "boolean" && (endCursor === null || typeof endCursor === "string");
}
