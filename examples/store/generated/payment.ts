export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A leaf of any type, or a list of them. */
  DefaultValue: { input: unknown; output: unknown; }
  /** An amount of money: `{"amount": 1999, "currency": "EUR"}`, the amount in the currency's minor unit (ISO 4217). */
  Money: { input: { amount: number; currency: string }; output: { amount: number; currency: string }; }
  /** JSON with arguments in braces. */
  RestBody: { input: unknown; output: unknown; }
  /** The name of a role. A contract may bring an enum of this name along. */
  Role: { input: unknown; output: unknown; }
};

export type OnFailure =
  /** What `default` says. */
  | 'DEFAULT'
  /** An empty list. */
  | 'EMPTY'
  /** Nothing: the field is null, whatever its type says. */
  | 'NULL'
  /** The last good value that the same asker got, else null. */
  | 'STALE';

/** A customer's order. */
export type Order = {
  __typename?: 'Order';
  /** The order's id, for example `order-1`. */
  id: Scalars['ID']['output'];
  /** How this order was paid; null before anybody tried. */
  payment: Maybe<Payment>;
};

/** The payment of an order. */
export type Payment = {
  __typename?: 'Payment';
  /** What was paid. */
  amount: Scalars['Money']['output'];
  /** The payment's id, for example `payment-1`. */
  id: Scalars['ID']['output'];
  /** How it was paid, for example `card`. */
  method: Scalars['String']['output'];
  /** Where the payment stands. */
  status: PaymentStatus;
};

/** Where a payment stands. */
export type PaymentStatus =
  /** Reserved on the customer's account. */
  | 'AUTHORIZED'
  /** Received. */
  | 'CAPTURED'
  /** Refused. */
  | 'FAILED'
  /** Asked for, not yet confirmed. */
  | 'PENDING'
  /** Paid back. */
  | 'REFUNDED';

/** The payment service: who paid what. A customer sees only their own payments. */
export type Query = {
  __typename?: 'Query';
  /** What the payment service knows of orders, in the order of the ids; null as with their payments. */
  paidOrdersByIds: Array<Maybe<Order>>;
  /** The payments of orders, in the order of the ids; null where there is none or where it is not the viewer's. */
  paymentsByOrderIds: Array<Maybe<Payment>>;
};


/** The payment service: who paid what. A customer sees only their own payments. */
export type QueryPaidOrdersByIdsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The payment service: who paid what. A customer sees only their own payments. */
export type QueryPaymentsByOrderIdsArgs = {
  orderIds: Array<Scalars['ID']['input']>;
};
