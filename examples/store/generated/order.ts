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
  /** A leaf of any type, or a list of them. */
  DefaultValue: { input: unknown; output: unknown; }
  /** An amount of money: `{"amount": 1999, "currency": "EUR"}`, the amount in the currency's minor unit (ISO 4217). */
  Money: { input: { amount: number; currency: string }; output: { amount: number; currency: string }; }
  /** JSON with arguments in braces. */
  RestBody: { input: unknown; output: unknown; }
  /** The name of a role. A contract may bring an enum of this name along. */
  Role: { input: unknown; output: unknown; }
};

/** What can be changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Cancels an order that has not been shipped yet. */
  cancelOrder: Maybe<Order>;
  /** Places an order for the viewer, at today's prices. */
  placeOrder: Maybe<Order>;
};


/** What can be changed. */
export type MutationCancelOrderArgs = {
  id: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationPlaceOrderArgs = {
  input: PlaceOrderInput;
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
  /** Who placed it. */
  customer: Maybe<User>;
  /** The order's id, for example `order-1`. */
  id: Scalars['ID']['output'];
  /** What was ordered, one entry a product. */
  items: Array<OrderItem>;
  /** When it was placed. */
  placedAt: Scalars['DateTime']['output'];
  /** Where the order stands. */
  status: OrderStatus;
  /** The sum over all items. */
  total: Scalars['Money']['output'];
};

/** A page of orders, by the Relay cursor connections specification. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The orders of this page with their cursors. */
  edges: Array<OrderEdge>;
  /** The orders of this page. */
  nodes: Array<Order>;
  /** Where this page stands in the whole list. */
  pageInfo: PageInfo;
};

/** One order in a page. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** Pass it as `after` to continue behind this order. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: Order;
};

/** One line of an order. */
export type OrderItem = {
  __typename?: 'OrderItem';
  /** What was ordered; null when the product service cannot tell. */
  product: Maybe<Product>;
  /** How many. */
  quantity: Scalars['Int']['output'];
  /** The price of one piece when the order was placed. */
  unitPrice: Scalars['Money']['output'];
};

/** One line of an order to place. */
export type OrderItemInput = {
  /** Which product. */
  productId: Scalars['ID']['input'];
  /** How many, 1 to 99. */
  quantity: Scalars['Int']['input'];
};

/** Where an order stands. */
export type OrderStatus =
  /** Cancelled before it was shipped. */
  | 'CANCELLED'
  /** Arrived. */
  | 'DELIVERED'
  /** Paid, not yet shipped. */
  | 'PAID'
  /** Placed, not yet paid. */
  | 'PENDING'
  /** On its way. */
  | 'SHIPPED';

/** Where a page stands in its list. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The last cursor of this page; null when it is empty. */
  endCursor: Maybe<Scalars['String']['output']>;
  /** Whether anything follows this page. */
  hasNextPage: Scalars['Boolean']['output'];
  /** Whether anything precedes this page. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The first cursor of this page; null when it is empty. */
  startCursor: Maybe<Scalars['String']['output']>;
};

/** What to order. */
export type PlaceOrderInput = {
  /** One entry a product, at least one. */
  items: Array<OrderItemInput>;
};

/** Something that can be bought. */
export type Product = {
  __typename?: 'Product';
  /** The product's id, for example `product-1`. */
  id: Scalars['ID']['output'];
};

/** The order service: what was ordered, by whom, at which price. A customer sees only their own orders. */
export type Query = {
  __typename?: 'Query';
  /** One order by its id; null when there is none or when it is not the viewer's. */
  order: Maybe<Order>;
  /** What the order service knows of users, in the order of the ids. */
  orderingUsersByIds: Array<Maybe<User>>;
  /** The viewer's own orders, newest first; everybody's for SUPPORT and ADMIN. */
  orders: Maybe<OrderConnection>;
  /** Orders by id, in the order of the ids; null where the viewer may not see one. */
  ordersByIds: Array<Maybe<Order>>;
};


/** The order service: what was ordered, by whom, at which price. A customer sees only their own orders. */
export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};


/** The order service: what was ordered, by whom, at which price. A customer sees only their own orders. */
export type QueryOrderingUsersByIdsArgs = {
  ids: Array<Scalars['ID']['input']>;
};


/** The order service: what was ordered, by whom, at which price. A customer sees only their own orders. */
export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<OrderStatus>;
};


/** The order service: what was ordered, by whom, at which price. A customer sees only their own orders. */
export type QueryOrdersByIdsArgs = {
  ids: Array<Scalars['ID']['input']>;
};

/** What can be watched. */
export type Subscription = {
  __typename?: 'Subscription';
  /** The order, each time that its status changes; null, once, when there is none or when it is not the viewer's. */
  orderStatusChanged: Maybe<Order>;
};


/** What can be watched. */
export type SubscriptionOrderStatusChangedArgs = {
  orderId: Scalars['ID']['input'];
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** The user's id, for example `user-1`. */
  id: Scalars['ID']['output'];
  /** The user's orders, newest first, as far as the viewer may see them. */
  orders: Maybe<OrderConnection>;
};


/** A person with an account. */
export type UserOrdersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};



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
  DefaultValue: ResolverTypeWrapper<Partial<Scalars['DefaultValue']['output']>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  Money: ResolverTypeWrapper<Partial<Scalars['Money']['output']>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OnFailure: ResolverTypeWrapper<Partial<OnFailure>>;
  Order: ResolverTypeWrapper<Partial<Order>>;
  OrderConnection: ResolverTypeWrapper<Partial<OrderConnection>>;
  OrderEdge: ResolverTypeWrapper<Partial<OrderEdge>>;
  OrderItem: ResolverTypeWrapper<Partial<OrderItem>>;
  OrderItemInput: ResolverTypeWrapper<Partial<OrderItemInput>>;
  OrderStatus: ResolverTypeWrapper<Partial<OrderStatus>>;
  PageInfo: ResolverTypeWrapper<Partial<PageInfo>>;
  PlaceOrderInput: ResolverTypeWrapper<Partial<PlaceOrderInput>>;
  Product: ResolverTypeWrapper<Partial<Product>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RestBody: ResolverTypeWrapper<Partial<Scalars['RestBody']['output']>>;
  Role: ResolverTypeWrapper<Partial<Scalars['Role']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  User: ResolverTypeWrapper<Partial<User>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Partial<Scalars['Boolean']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  DefaultValue: Partial<Scalars['DefaultValue']['output']>;
  ID: Partial<Scalars['ID']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  Money: Partial<Scalars['Money']['output']>;
  Mutation: Record<PropertyKey, never>;
  Order: Partial<Order>;
  OrderConnection: Partial<OrderConnection>;
  OrderEdge: Partial<OrderEdge>;
  OrderItem: Partial<OrderItem>;
  OrderItemInput: Partial<OrderItemInput>;
  PageInfo: Partial<PageInfo>;
  PlaceOrderInput: Partial<PlaceOrderInput>;
  Product: Partial<Product>;
  Query: Record<PropertyKey, never>;
  RestBody: Partial<Scalars['RestBody']['output']>;
  Role: Partial<Scalars['Role']['output']>;
  String: Partial<Scalars['String']['output']>;
  Subscription: Record<PropertyKey, never>;
  User: Partial<User>;
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

export type DegradeDirectiveArgs = {
  critical?: Maybe<Scalars['Boolean']['input']>;
  default?: Maybe<Scalars['DefaultValue']['input']>;
  maxStale?: Maybe<Scalars['String']['input']>;
  onFailure?: Maybe<OnFailure>;
  timeoutMs?: Maybe<Scalars['Int']['input']>;
};

export type DegradeDirectiveResolver<Result, Parent, ContextType = ServiceContext, Args = DegradeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

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

export interface DefaultValueScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DefaultValue'], any> {
  name: 'DefaultValue';
}

export interface MoneyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Money'], any> {
  name: 'Money';
}

export type MutationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelOrder?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<MutationCancelOrderArgs, 'id'>>;
  placeOrder?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<MutationPlaceOrderArgs, 'input'>>;
};

export type OrderResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  customer?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items?: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType>;
  placedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  status?: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<Array<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  nodes?: Resolver<Array<ResolversTypes['Order']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderItemResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['OrderItem'] = ResolversParentTypes['OrderItem']> = {
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  quantity?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  unitPrice?: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  orderingUsersByIds?: Resolver<Array<Maybe<ResolversTypes['User']>>, ParentType, ContextType, RequireFields<QueryOrderingUsersByIdsArgs, 'ids'>>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
  ordersByIds?: Resolver<Array<Maybe<ResolversTypes['Order']>>, ParentType, ContextType, RequireFields<QueryOrdersByIdsArgs, 'ids'>>;
};

export interface RestBodyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['RestBody'], any> {
  name: 'RestBody';
}

export interface RoleScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Role'], any> {
  name: 'Role';
}

export type SubscriptionResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  orderStatusChanged?: SubscriptionResolver<Maybe<ResolversTypes['Order']>, "orderStatusChanged", ParentType, ContextType, RequireFields<SubscriptionOrderStatusChangedArgs, 'orderId'>>;
};

export type UserResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type Resolvers<ContextType = ServiceContext> = {
  DateTime?: GraphQLScalarType;
  DefaultValue?: GraphQLScalarType;
  Money?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  OrderItem?: OrderItemResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RestBody?: GraphQLScalarType;
  Role?: GraphQLScalarType;
  Subscription?: SubscriptionResolvers<ContextType>;
  User?: UserResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = ServiceContext> = {
  as?: AsDirectiveResolver<any, any, ContextType>;
  auth?: AuthDirectiveResolver<any, any, ContextType>;
  canonical?: CanonicalDirectiveResolver<any, any, ContextType>;
  computed?: ComputedDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  degrade?: DegradeDirectiveResolver<any, any, ContextType>;
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
