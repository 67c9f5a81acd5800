import { Money } from "../../../schema/scalars.ts";
import type { QueryResolvers } from "../generated/payment.ts";
import type { PaymentStore } from "./payment-store.ts";

/** Answers the payment contract. */
export function createPaymentResolvers(store: PaymentStore) {
  const Query: QueryResolvers = {
    paymentsByOrderIds: (_, { orderIds }, { viewer }) => store.byOrderIds(viewer, orderIds),
    paidOrdersByIds: (_, { ids }, { viewer }) => {
      const payments = store.byOrderIds(viewer, ids);
      return ids.map((id, index) => ({ id, payment: payments[index] ?? null }));
    },
  };
  return { Money, Query };
}
