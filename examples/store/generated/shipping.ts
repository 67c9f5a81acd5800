import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { ServiceContext } from '../kit/viewer.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in time, as RFC 3339 text, for example `2026-01-31T09:30:00Z`. */
  DateTime: { input: string; output: string; }
  /** JSON with arguments in braces. */
  RestBody: { input: unknown; output: unknown; }
  /** The name of a role. A contract may bring an enum of this name along. */
  Role: { input: unknown; output: unknown; }
};

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
  /** What the shipping service knows of orders, in the order of the ids. */
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



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  Order: ResolverTypeWrapper<Partial<Order>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RestBody: ResolverTypeWrapper<Partial<Scalars['RestBody']['output']>>;
  Role: ResolverTypeWrapper<Partial<Scalars['Role']['output']>>;
  Shipment: ResolverTypeWrapper<Partial<Shipment>>;
  ShipmentEvent: ResolverTypeWrapper<Partial<ShipmentEvent>>;
  ShipmentStatus: ResolverTypeWrapper<Partial<ShipmentStatus>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Partial<Scalars['Boolean']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  ID: Partial<Scalars['ID']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  Order: Partial<Order>;
  Query: Record<PropertyKey, never>;
  RestBody: Partial<Scalars['RestBody']['output']>;
  Role: Partial<Scalars['Role']['output']>;
  Shipment: Partial<Shipment>;
  ShipmentEvent: Partial<ShipmentEvent>;
  String: Partial<Scalars['String']['output']>;
};

export type AsDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type AsDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = AsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AuthDirectiveArgs = {
  roles?: Maybe<Array<Scalars['Role']['input']>>;
  scopes?: Maybe<Array<Array<Scalars['String']['input']>>>;
};

export type AuthDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = AuthDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CanonicalDirectiveArgs = { };

export type CanonicalDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = CanonicalDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ComputedDirectiveArgs = {
  selectionSet: Scalars['String']['input'];
};

export type ComputedDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ComputedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['String']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type FromDirectiveArgs = {
  path: Scalars['String']['input'];
};

export type FromDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = FromDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type GrpcDirectiveArgs = {
  keys?: Maybe<Scalars['String']['input']>;
  matchBy?: Maybe<Scalars['String']['input']>;
  maxConcurrency?: Maybe<Scalars['Int']['input']>;
  maxKeys?: Maybe<Scalars['Int']['input']>;
  method: Scalars['String']['input'];
  missing?: Maybe<Array<Scalars['String']['input']>>;
  request?: Maybe<Scalars['String']['input']>;
  result?: Maybe<Scalars['String']['input']>;
};

export type GrpcDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = GrpcDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type IdempotentDirectiveArgs = { };

export type IdempotentDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = IdempotentDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type KeyDirectiveArgs = {
  selectionSet: Scalars['String']['input'];
};

export type KeyDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = KeyDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<Array<Scalars['String']['input']>>;
  slicingArguments?: Maybe<Array<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type MergeDirectiveArgs = {
  additionalArgs?: Maybe<Scalars['String']['input']>;
  argsExpr?: Maybe<Scalars['String']['input']>;
  key?: Maybe<Array<Scalars['String']['input']>>;
  keyArg?: Maybe<Scalars['String']['input']>;
  keyField?: Maybe<Scalars['String']['input']>;
};

export type MergeDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = MergeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RateLimitDirectiveArgs = {
  duration: Scalars['Int']['input'];
  limit: Scalars['Int']['input'];
};

export type RateLimitDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = RateLimitDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RestDirectiveArgs = {
  body?: Maybe<Scalars['RestBody']['input']>;
  failedIf?: Maybe<Scalars['String']['input']>;
  headers?: Maybe<Array<Scalars['String']['input']>>;
  keys?: Maybe<Scalars['String']['input']>;
  matchBy?: Maybe<Scalars['String']['input']>;
  maxConcurrency?: Maybe<Scalars['Int']['input']>;
  maxKeys?: Maybe<Scalars['Int']['input']>;
  method?: Maybe<Scalars['String']['input']>;
  missing?: Maybe<Array<Scalars['Int']['input']>>;
  path: Scalars['String']['input'];
  query?: Maybe<Array<Scalars['String']['input']>>;
  result?: Maybe<Scalars['String']['input']>;
  success?: Maybe<Array<Scalars['Int']['input']>>;
};

export type RestDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = RestDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RestErrorsDirectiveArgs = {
  code?: Maybe<Scalars['String']['input']>;
  message?: Maybe<Scalars['String']['input']>;
};

export type RestErrorsDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = RestErrorsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type RestPagesDirectiveArgs = {
  cursor?: Maybe<Scalars['String']['input']>;
  hasNext?: Maybe<Scalars['String']['input']>;
  next?: Maybe<Scalars['String']['input']>;
  nodes: Scalars['String']['input'];
  total?: Maybe<Scalars['String']['input']>;
};

export type RestPagesDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = RestPagesDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type OrderResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  shipment?: Resolver<Maybe<ResolversTypes['Shipment']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  shipmentsByOrderIds?: Resolver<Array<Maybe<ResolversTypes['Shipment']>>, ParentType, ContextType, RequireFields<QueryShipmentsByOrderIdsArgs, 'orderIds'>>;
  shippedOrdersByIds?: Resolver<Array<Maybe<ResolversTypes['Order']>>, ParentType, ContextType, RequireFields<QueryShippedOrdersByIdsArgs, 'ids'>>;
};

export interface RestBodyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['RestBody'], any> {
  name: 'RestBody';
}

export interface RoleScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Role'], any> {
  name: 'Role';
}

export type ShipmentResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Shipment'] = ResolversParentTypes['Shipment']> = {
  carrier?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  eta?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  events?: Resolver<Array<ResolversTypes['ShipmentEvent']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ShipmentStatus'], ParentType, ContextType>;
  trackingNumber?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ShipmentEventResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ShipmentEvent'] = ResolversParentTypes['ShipmentEvent']> = {
  location?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  occurredAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['ShipmentStatus'], ParentType, ContextType>;
};

export type Resolvers<ContextType = ServiceContext> = {
  DateTime?: GraphQLScalarType;
  Order?: OrderResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RestBody?: GraphQLScalarType;
  Role?: GraphQLScalarType;
  Shipment?: ShipmentResolvers<ContextType>;
  ShipmentEvent?: ShipmentEventResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  as?: AsDirectiveResolver<any, any, ContextType>;
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  canonical?: CanonicalDirectiveResolver<any, any, ContextType>;
  computed?: ComputedDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  from?: FromDirectiveResolver<any, any, ContextType>;
  grpc?: GrpcDirectiveResolver<any, any, ContextType>;
  idempotent?: IdempotentDirectiveResolver<any, any, ContextType>;
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  key?: KeyDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  merge?: MergeDirectiveResolver<any, any, ContextType>;
  rateLimit?: RateLimitDirectiveResolver<any, any, ContextType>;
  rest?: RestDirectiveResolver<any, any, ContextType>;
  restErrors?: RestErrorsDirectiveResolver<any, any, ContextType>;
  restPages?: RestPagesDirectiveResolver<any, any, ContextType>;
};
