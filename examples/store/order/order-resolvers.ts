import { DateTime, Money } from "../../../schema/scalars.ts";
import type { MutationResolvers, QueryResolvers, UserResolvers } from "../generated/order.ts";
import { createConnection, readPage } from "../kit/connection.ts";
import { mayRead, type ServiceContext, type Viewer } from "../kit/viewer.ts";
import type { OrderStore, StoredOrder } from "./order-store.ts";
import type { preparePlaceOrder } from "./place-order.ts";

/** What the order contract's resolvers are made of. */
export interface OrderOperations {
  readonly store: OrderStore;
  readonly placeOrder: ReturnType<typeof preparePlaceOrder>;
  readonly cancelOrder: (viewer: Viewer, id: string) => StoredOrder | null;
}

/** Answers the order contract. */
export function createOrderResolvers({ store, placeOrder, cancelOrder }: OrderOperations) {
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
    placeOrder: (_, { input }, { viewer }) => store.byId(viewer, placeOrder(viewer, input.items)),
    cancelOrder: (_, { id }, { viewer }) => cancelOrder(viewer, id),
  };

  const User: UserResolvers<ServiceContext, { id: string }> = {
    orders: async ({ id }, { first }, context) => {
      const page = readPage("order", { first });
      const visible = mayRead(context.viewer, id);
      return createConnection(page, visible ? ((await store.ofCustomer(context, id, page.first + 1)) ?? []) : []);
    },
  };

  return { DateTime, Money, Query, Mutation, User };
}
