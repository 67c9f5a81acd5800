import { kinds, type Kind } from "./assortment.ts";
import { createRandom } from "./random.ts";

/** How many products the demo store sells: `product-1` and so on. */
export const productCount = 1200;

/** The currency of all the store's prices. */
export const currency = "EUR";

/** Which kind a product is of, by the product's number; the kinds take turns. */
export function kindOfProduct(product: number): Kind {
  return kinds[(product - 1) % kinds.length]!;
}

/** What a product is called within its series. */
export function nounOfProduct(product: number): string {
  const { nouns } = kindOfProduct(product);
  return nouns[rankInKind(product) % nouns.length]!;
}

/** A product's place within its kind, from 0. */
export function rankInKind(product: number): number {
  return Math.floor((product - 1) / kinds.length);
}

/** A product's price in cents, in the catalogue as in every copy of the price list. */
export function priceOfProduct(product: number): number {
  const [low, high] = kindOfProduct(product).euros;
  return createRandom(`price ${product}`).integer(low, high) * 100 + 90;
}
