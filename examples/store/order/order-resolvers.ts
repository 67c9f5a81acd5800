import { DateTime, Money } from "../../../schema/scalars.ts";
import type { MutationResolvers, QueryResolvers, SubscriptionResolvers, UserResolvers } from "../generated/order.ts";
import { createConnection, readPage } from "../kit/connection.ts";
import { mayRead, type ServiceContext, type Viewer } from "../kit/viewer.ts";
import type { OrderChanges } from "./order-changes.ts";
import type { OrderStore, StoredOrder } from "./order-store.ts";
import type { preparePlaceOrder } from "./place-order.ts";

/** What the order contract's resolvers are made of. */
export interface OrderOperations {
  readonly store: OrderStore;
  readonly changes: OrderChanges;
  readonly placeOrder: ReturnType<typeof preparePlaceOrder>;
  readonly cancelOrder: (viewer: Viewer, id: string) => StoredOrder | null;
}

/** Answers the order contract. */
export function createOrderResolvers({ store, changes, placeOrder, cancelOrder }: OrderOperations) {
  const Query: QueryResolvers = {
    order: (_, { id }, { viewer }) => store.byId(viewer, id),
    orders: (_, { status, ...position }, { viewer }) => {
      const page = readPage("order", position);
      return createConnection(page, store.page(viewer, page, status ?? null));
    },
    ordersByIds: (_, { ids }, { viewer }) => store.byIds(viewer, ids),
    orderingUsersByIds: (_, { ids }) => ids.map((id) => ({ id })),
  };

  const Mutation: MutationResolvers = {
    placeOrder(_, { input }, { viewer }) {
      const id = placeOrder(viewer, input.items);
      changes.placed(id);
      return store.byId(viewer, id);
    },
    cancelOrder(_, { id }, { viewer }) {
      const before = store.byId(viewer, id)?.status;
      const order = cancelOrder(viewer, id);
      if (order !== null && order.status !== before) {
        changes.changed(id);
      }
      return order;
    },
  };

  const Subscription: SubscriptionResolvers = {
    orderStatusChanged: {
      subscribe: (_, { orderId }, { viewer }) =>
        store.byId(viewer, orderId) === null ? once(null) : changes.of(orderId),
      resolve: (id: string | null, _args: unknown, { viewer }: ServiceContext) =>
        id === null ? null : store.byId(viewer, id),
    },
  };

  const User: UserResolvers<ServiceContext, { id: string }> = {
    orders: async ({ id }, { first }, context) => {
      const page = readPage("order", { first });
      const visible = mayRead(context.viewer, id);
      return createConnection(page, visible ? ((await store.ofCustomer(context, id, page.first + 1)) ?? []) : []);
    },
  };

  return { DateTime, Money, Query, Mutation, Subscription, User };
}

async function* once<Value>(value: Value): AsyncGenerator<Value> {
  yield value;
}
