import { openUpstream, orNull, prepare } from "./upstream.ts";

interface Keyed {
  id: string;
}
interface Order extends Keyed {
  customer: Keyed | null;
  items: Array<{ product: Keyed | null }>;
  shipment?: unknown;
}

const ORDERS = prepare(
  `query($first:Int!,$after:String){orders(first:$first,after:$after){
  nodes{id status placedAt total customer{id} items{quantity unitPrice product{id}}} pageInfo{hasNextPage endCursor}}}`,
  "first",
  "after",
);
const PRODUCTS = prepare("query($ids:[ID!]!){productsByIds(ids:$ids){id name price thumbnailUrl}}", "ids");
const CUSTOMERS = prepare("query($ids:[ID!]!){usersByIds(ids:$ids){id name}}", "ids");
const SHIPMENTS = prepare("query($ids:[ID!]!){shippedOrdersByIds(ids:$ids){shipment{status carrier eta}}}", "ids");

/** Work (d). */
export function ordersRoute() {
  const order = openUpstream("order");
  const product = openUpstream("product");
  const user = openUpstream("user");
  const shipping = openUpstream("shipping");

  return async function answer({ first, after }: { first: number; after?: string }): Promise<unknown> {
    const sent = ORDERS(JSON.stringify(first), JSON.stringify(after ?? null));
    const orders = (await order<{ orders: { nodes: Order[] } | null }>(sent).catch(orNull))?.orders;
    if (!orders) return { orders: null };

    const orderIds: string[] = [];
    const productIds = new Set<string>();
    const userIds = new Set<string>();
    for (const { id, customer, items } of orders.nodes) {
      orderIds.push(id);
      if (customer !== null) userIds.add(customer.id);
      for (const item of items) if (item.product !== null) productIds.add(item.product.id);
    }
    const productsSent = product<{ productsByIds: ReadonlyArray<Keyed | null> }>(
      PRODUCTS(JSON.stringify([...productIds])),
    ).catch(orNull);
    const usersSent = user<{ usersByIds: ReadonlyArray<Keyed | null> }>(CUSTOMERS(JSON.stringify([...userIds]))).catch(
      orNull,
    );
    const shippedSent = shipping<{ shippedOrdersByIds: ReadonlyArray<{ shipment: unknown } | null> }>(
      SHIPMENTS(JSON.stringify(orderIds)),
    ).catch(orNull);

    const products = byId((await productsSent)?.productsByIds ?? []);
    const users = byId((await usersSent)?.usersByIds ?? []);
    const shipped = (await shippedSent)?.shippedOrdersByIds;
    orders.nodes.forEach((node, place) => {
      if (node.customer !== null) node.customer = users.get(node.customer.id) ?? null;
      for (const item of node.items) if (item.product !== null) item.product = products.get(item.product.id) ?? null;
      node.shipment = shipped?.[place]?.shipment ?? null;
    });
    return { orders };
  };
}

function byId(found: ReadonlyArray<Keyed | null>): ReadonlyMap<string, Keyed> {
  const known = new Map<string, Keyed>();
  for (const one of found) if (one !== null) known.set(one.id, one);
  return known;
}
