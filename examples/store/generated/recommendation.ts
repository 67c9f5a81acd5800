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

/** Something that can be bought. */
export type Product = {
  __typename?: 'Product';
  /** The product's id, for example `product-1`. */
  id: Scalars['ID']['output'];
};

/** The recommendation service: what goes well with what. It knows products by their ids only. */
export type Query = {
  __typename?: 'Query';
  /** For each product id the products that go best with it, best first; null where the id is unknown. 1 to 50 at once. */
  recommendationsByProductIds: Maybe<Array<Maybe<Array<Product>>>>;
};


/** The recommendation service: what goes well with what. It knows products by their ids only. */
export type QueryRecommendationsByProductIdsArgs = {
  first: Scalars['Int']['input'];
  productIds: Array<Scalars['ID']['input']>;
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
  DefaultValue: ResolverTypeWrapper<Partial<Scalars['DefaultValue']['output']>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  OnFailure: ResolverTypeWrapper<Partial<OnFailure>>;
  Product: ResolverTypeWrapper<Partial<Product>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RestBody: ResolverTypeWrapper<Partial<Scalars['RestBody']['output']>>;
  Role: ResolverTypeWrapper<Partial<Scalars['Role']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Partial<Scalars['Boolean']['output']>;
  DefaultValue: Partial<Scalars['DefaultValue']['output']>;
  ID: Partial<Scalars['ID']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  Product: Partial<Product>;
  Query: Record<PropertyKey, never>;
  RestBody: Partial<Scalars['RestBody']['output']>;
  Role: Partial<Scalars['Role']['output']>;
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

export interface DefaultValueScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DefaultValue'], any> {
  name: 'DefaultValue';
}

export type ProductResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  recommendationsByProductIds?: Resolver<Maybe<Array<Maybe<Array<ResolversTypes['Product']>>>>, ParentType, ContextType, RequireFields<QueryRecommendationsByProductIdsArgs, 'first' | 'productIds'>>;
};

export interface RestBodyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['RestBody'], any> {
  name: 'RestBody';
}

export interface RoleScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Role'], any> {
  name: 'Role';
}

export type Resolvers<ContextType = ServiceContext> = {
  DefaultValue?: GraphQLScalarType;
  Product?: ProductResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RestBody?: GraphQLScalarType;
  Role?: GraphQLScalarType;
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
