export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in time, as RFC 3339 text, for example `2026-01-31T09:30:00Z`. */
  DateTime: { input: string; output: string; }
  /** A leaf of any type, or a list of them. */
  DefaultValue: { input: unknown; output: unknown; }
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
  /** The parcel of this order; null before it is packed. */
  shipment: Maybe<Shipment>;
};

/** The shipping service: where the parcels are. A customer sees only their own. */
export type Query = {
  __typename?: 'Query';
  /** The shipments of orders, in the order of the ids; null where there is none or where it is not the viewer's. */
  shipmentsByOrderIds: Array<Maybe<Shipment>>;
  /** What the shipping service knows of orders, in the order of the ids; null as with their shipments. */
  shippedOrdersByIds: Array<Maybe<Order>>;
};


/** The shipping service: where the parcels are. A customer sees only their own. */
export type QueryShipmentsByOrderIdsArgs = {
  orderIds: Array<Scalars['ID']['input']>;
};


/** The shipping service: where the parcels are. A customer sees only their own. */
export type QueryShippedOrdersByIdsArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** A parcel. */
export type Shipment = {
  __typename?: 'Shipment';
  /** Who carries it. */
  carrier: Scalars['String']['output'];
  /** When it should arrive; null when nobody can tell yet. */
  eta: Maybe<Scalars['DateTime']['output']>;
  /** What happened to it, oldest first. */
  events: Array<ShipmentEvent>;
  /** The shipment's id, for example `shipment-1`. */
  id: Scalars['ID']['output'];
  /** Where the parcel stands. */
  status: ShipmentStatus;
  /** The carrier's number for it. */
  trackingNumber: Scalars['String']['output'];
};

/** Something that happened to a parcel. */
export type ShipmentEvent = {
  __typename?: 'ShipmentEvent';
  /** Where it happened. */
  location: Scalars['String']['output'];
  /** When it happened. */
  occurredAt: Scalars['DateTime']['output'];
  /** Where the parcel stood then. */
  status: ShipmentStatus;
};

/** Where a parcel stands. */
export type ShipmentStatus =
  /** Handed over. */
  | 'DELIVERED'
  /** Between two depots. */
  | 'IN_TRANSIT'
  /** Packed and labelled. */
  | 'LABEL_CREATED'
  /** On the last van. */
  | 'OUT_FOR_DELIVERY';

/** What can be watched. */
export type Subscription = {
  __typename?: 'Subscription';
  /** The parcel of an order, each time that something happens to it; null, once, when there is none or when it is not the viewer's. */
  shipmentTracked: Maybe<Shipment>;
};


/** What can be watched. */
export type SubscriptionShipmentTrackedArgs = {
  orderId: Scalars['ID']['input'];
};
