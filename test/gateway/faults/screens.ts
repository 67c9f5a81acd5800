import { vi } from "vitest";
import type { Screen } from "../../e2e/remainders.ts";
import { orderDetailScreen, orderList, productPageWeb } from "../../testkit/operations.ts";
import type { GraphqlAnswer } from "../../testkit/test-gateway.ts";

/** The store's screens as its frontends ask for them. */
export const SCREENS: Readonly<Record<Screen, [query: string, variables: Record<string, unknown>]>> = {
  orderDetail: [orderDetailScreen.toString(), { id: "order-1" }],
  productPage: [productPageWeb.toString(), { id: "product-1" }],
  orders: [orderList.toString(), { first: 3 }],
};
export const SCREEN_NAMES = Object.keys(SCREENS) as Screen[];

/** The first calls of fresh services take their time: asks until all is there. */
export async function askUntilWhole(send: () => Promise<GraphqlAnswer>): Promise<GraphqlAnswer> {
  return vi.waitUntil(
    async () => {
      const answer = await send();
      return answer.errors === undefined && answer;
    },
    { timeout: 15_000 },
  );
}
