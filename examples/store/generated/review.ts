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
  /** JSON with arguments in braces. */
  RestBody: { input: unknown; output: unknown; }
  /** The name of a role. A contract may bring an enum of this name along. */
  Role: { input: unknown; output: unknown; }
  /** An entity's type name and key. */
  _Any: { input: { __typename: string; [field: string]: unknown }; output: { __typename: string; [field: string]: unknown }; }
};

/** What to say of a product. */
export type AddReviewInput = {
  /** The whole text, 1 to 5,000 characters. */
  body: Scalars['String']['input'];
  /** Which product. */
  productId: Scalars['ID']['input'];
  /** From 1 (poor) to 5 (splendid). */
  rating: Scalars['Int']['input'];
  /** The gist, 1 to 120 characters. */
  title: Scalars['String']['input'];
};

/** What can be changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Writes a review in the viewer's name. */
  addReview: Maybe<Review>;
};


/** What can be changed. */
export type MutationAddReviewArgs = {
  input: AddReviewInput;
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
  /** The mean of all ratings, 1 to 5; null while there is none. */
  averageRating: Maybe<Scalars['Float']['output']>;
  /** The product's id, for example `product-1`. */
  id: Scalars['ID']['output'];
  /** All ratings at a glance. */
  reviewSummary: Maybe<ReviewSummary>;
  /** The newest reviews, newest first. */
  reviews: Maybe<Array<Review>>;
};


/** Something that can be bought. */
export type ProductReviewsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** The review service: what people say of products. It answers entities in the form of Apollo Federation. */
export type Query = {
  __typename?: 'Query';
  /** What the review service knows of entities, in the order of the representations. */
  _entities: Array<Maybe<_Entity>>;
  /** For each product id its newest reviews, newest first; null where the id is unknown. 1 to 100 at once. */
  reviewsByProductIds: Maybe<Array<Maybe<Array<Review>>>>;
  /** For each product id its best reviews, best first; null where the id is unknown. 1 to 100 at once. */
  topReviewsByProductIds: Maybe<Array<Maybe<Array<Review>>>>;
};


/** The review service: what people say of products. It answers entities in the form of Apollo Federation. */
export type Query_EntitiesArgs = {
  representations: Array<Scalars['_Any']['input']>;
};


/** The review service: what people say of products. It answers entities in the form of Apollo Federation. */
export type QueryReviewsByProductIdsArgs = {
  first: Scalars['Int']['input'];
  productIds: Array<Scalars['ID']['input']>;
};


/** The review service: what people say of products. It answers entities in the form of Apollo Federation. */
export type QueryTopReviewsByProductIdsArgs = {
  first: Scalars['Int']['input'];
  productIds: Array<Scalars['ID']['input']>;
};

/** What somebody says of a product. */
export type Review = {
  __typename?: 'Review';
  /** Who wrote it. */
  author: Maybe<User>;
  /** The whole text. */
  body: Scalars['String']['output'];
  /** When it was written. */
  createdAt: Scalars['DateTime']['output'];
  /** The review's id, for example `review-1`. */
  id: Scalars['ID']['output'];
  /** What it is about. */
  product: Maybe<Product>;
  /** From 1 (poor) to 5 (splendid). */
  rating: Scalars['Int']['output'];
  /** The gist. */
  title: Scalars['String']['output'];
};

/** All ratings of a product at a glance. */
export type ReviewSummary = {
  __typename?: 'ReviewSummary';
  /** The mean of all ratings, 1 to 5; null while there is none. */
  averageRating: Maybe<Scalars['Float']['output']>;
  /** How many reviews there are. */
  count: Scalars['Int']['output'];
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** The user's id, for example `user-1`. */
  id: Scalars['ID']['output'];
};

/** What can be asked for by its key. */
export type _Entity = Product;



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



/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  _Entity: ( Partial<Product> );
};


/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddReviewInput: ResolverTypeWrapper<Partial<AddReviewInput>>;
  Boolean: ResolverTypeWrapper<Partial<Scalars['Boolean']['output']>>;
  DateTime: ResolverTypeWrapper<Partial<Scalars['DateTime']['output']>>;
  DefaultValue: ResolverTypeWrapper<Partial<Scalars['DefaultValue']['output']>>;
  Float: ResolverTypeWrapper<Partial<Scalars['Float']['output']>>;
  ID: ResolverTypeWrapper<Partial<Scalars['ID']['output']>>;
  Int: ResolverTypeWrapper<Partial<Scalars['Int']['output']>>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  OnFailure: ResolverTypeWrapper<Partial<OnFailure>>;
  Product: ResolverTypeWrapper<Partial<Product>>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RestBody: ResolverTypeWrapper<Partial<Scalars['RestBody']['output']>>;
  Review: ResolverTypeWrapper<Partial<Review>>;
  ReviewSummary: ResolverTypeWrapper<Partial<ReviewSummary>>;
  Role: ResolverTypeWrapper<Partial<Scalars['Role']['output']>>;
  String: ResolverTypeWrapper<Partial<Scalars['String']['output']>>;
  User: ResolverTypeWrapper<Partial<User>>;
  _Any: ResolverTypeWrapper<Partial<Scalars['_Any']['output']>>;
  _Entity: Partial<ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['_Entity']>>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddReviewInput: Partial<AddReviewInput>;
  Boolean: Partial<Scalars['Boolean']['output']>;
  DateTime: Partial<Scalars['DateTime']['output']>;
  DefaultValue: Partial<Scalars['DefaultValue']['output']>;
  Float: Partial<Scalars['Float']['output']>;
  ID: Partial<Scalars['ID']['output']>;
  Int: Partial<Scalars['Int']['output']>;
  Mutation: Record<PropertyKey, never>;
  Product: Partial<Product>;
  Query: Record<PropertyKey, never>;
  RestBody: Partial<Scalars['RestBody']['output']>;
  Review: Partial<Review>;
  ReviewSummary: Partial<ReviewSummary>;
  Role: Partial<Scalars['Role']['output']>;
  String: Partial<Scalars['String']['output']>;
  User: Partial<User>;
  _Any: Partial<Scalars['_Any']['output']>;
  _Entity: Partial<ResolversUnionTypes<ResolversParentTypes>['_Entity']>;
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

export type MutationResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addReview?: Resolver<Maybe<ResolversTypes['Review']>, ParentType, ContextType, RequireFields<MutationAddReviewArgs, 'input'>>;
};

export type ProductResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  averageRating?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  reviewSummary?: Resolver<Maybe<ResolversTypes['ReviewSummary']>, ParentType, ContextType>;
  reviews?: Resolver<Maybe<Array<ResolversTypes['Review']>>, ParentType, ContextType, RequireFields<ProductReviewsArgs, 'first'>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  _entities?: Resolver<Array<Maybe<ResolversTypes['_Entity']>>, ParentType, ContextType, RequireFields<Query_EntitiesArgs, 'representations'>>;
  reviewsByProductIds?: Resolver<Maybe<Array<Maybe<Array<ResolversTypes['Review']>>>>, ParentType, ContextType, RequireFields<QueryReviewsByProductIdsArgs, 'first' | 'productIds'>>;
  topReviewsByProductIds?: Resolver<Maybe<Array<Maybe<Array<ResolversTypes['Review']>>>>, ParentType, ContextType, RequireFields<QueryTopReviewsByProductIdsArgs, 'first' | 'productIds'>>;
};

export interface RestBodyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['RestBody'], any> {
  name: 'RestBody';
}

export type ReviewResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['Review'] = ResolversParentTypes['Review']> = {
  author?: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  body?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  rating?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ReviewSummaryResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['ReviewSummary'] = ResolversParentTypes['ReviewSummary']> = {
  averageRating?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  count?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export interface RoleScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Role'], any> {
  name: 'Role';
}

export type UserResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User']> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export interface _AnyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['_Any'], any> {
  name: '_Any';
}

export type _EntityResolvers<ContextType = ServiceContext, ParentType extends ResolversParentTypes['_Entity'] = ResolversParentTypes['_Entity']> = {
  __resolveType: TypeResolveFn<'Product', ParentType, ContextType>;
};

export type Resolvers<ContextType = ServiceContext> = {
  DateTime?: GraphQLScalarType;
  DefaultValue?: GraphQLScalarType;
  Mutation?: MutationResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RestBody?: GraphQLScalarType;
  Review?: ReviewResolvers<ContextType>;
  ReviewSummary?: ReviewSummaryResolvers<ContextType>;
  Role?: GraphQLScalarType;
  User?: UserResolvers<ContextType>;
  _Any?: GraphQLScalarType;
  _Entity?: _EntityResolvers<ContextType>;
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
