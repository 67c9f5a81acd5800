import { openUpstream, orNull, prepare } from "./upstream.ts";

interface Order {
  items: Array<{ product: { id: string; name?: string } | null }>;
  customer: { id: string } | null | undefined;
}
interface Product {
  id: string;
  name: string;
  averageRating?: number | null;
}

const ORDER = prepare(
  "query($ids:[ID!]!){ordersByIds(ids:$ids){id status placedAt total items{quantity unitPrice product{id}} customer{id}}}",
  "ids",
);
const SHIPMENT = prepare(
  "query($ids:[ID!]!){shipmentsByOrderIds(orderIds:$ids){status carrier trackingNumber eta events{occurredAt status location}}}",
  "ids",
);
const PAYMENT = prepare("query($ids:[ID!]!){paymentsByOrderIds(orderIds:$ids){status method amount}}", "ids");
const CUSTOMER = prepare("query($ids:[ID!]!){usersByIds(ids:$ids){id name email}}", "ids");
const PRODUCTS = prepare("query($ids:[ID!]!){productsByIds(ids:$ids){id name price thumbnailUrl}}", "ids");
const RATINGS = prepare(
  "query($keys:[_Any!]!){_entities(representations:$keys){...on Product{averageRating}}}",
  "keys",
);

/** Work (a). */
export function orderDetailRoute() {
  const order = openUpstream("order");
  const shipping = openUpstream("shipping");
  const payment = openUpstream("payment");
  const user = openUpstream("user");
  const product = openUpstream("product");
  const review = openUpstream("review");

  return async function answer({ id }: { id: string }): Promise<unknown> {
    const ids = JSON.stringify([id]);
    const paymentSent = payment<{ paymentsByOrderIds: unknown[] }>(PAYMENT(ids)).catch(orNull);
    const shipmentSent = shipping<{ shipmentsByOrderIds: unknown[] }>(SHIPMENT(ids)).catch(orNull);
    const ordered = (await order<{ ordersByIds: Array<Order | null> }>(ORDER(ids)).catch(orNull))?.ordersByIds[0];
    if (!ordered) return { orderDetail: null };

    const productIds: string[] = [];
    let keys = "[";
    for (const { product: bought } of ordered.items) {
      if (bought === null || productIds.includes(bought.id)) continue;
      keys += `${productIds.length === 0 ? "" : ","}{"__typename":"Product","id":${JSON.stringify(bought.id)}}`;
      productIds.push(bought.id);
    }
    const userSent =
      ordered.customer &&
      user<{ usersByIds: unknown[] }>(CUSTOMER(JSON.stringify([ordered.customer.id]))).catch(orNull);
    const ratingsSent = review<{ _entities: Array<{ averageRating: number } | null> }>(RATINGS(`${keys}]`)).catch(
      orNull,
    );
    const bought = await product<{ productsByIds: Array<Product | null> }>(PRODUCTS(JSON.stringify(productIds))).catch(
      orNull,
    );
    const ratings = await ratingsSent;

    const products: Product[] = [];
    const names = new Map<string, string>();
    bought?.productsByIds.forEach((found, place) => {
      if (found === null) return;
      found.averageRating = ratings?._entities[place]?.averageRating ?? null;
      names.set(found.id, found.name);
      products.push(found);
    });
    for (const item of ordered.items) {
      const name = item.product === null ? undefined : names.get(item.product.id);
      if (item.product === null || name === undefined) item.product = null;
      else item.product.name = name;
    }
    const customer = (await userSent)?.usersByIds[0] ?? null;
    // Left out when it is written; deleting it would make a slow object of the order.
    ordered.customer = undefined;
    return {
      orderDetail: {
        order: ordered,
        customer,
        products,
        shipment: (await shipmentSent)?.shipmentsByOrderIds[0] ?? null,
        payment: (await paymentSent)?.paymentsByOrderIds[0] ?? null,
      },
    };
  };
}
