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
  /** An amount of money: `{"amount": 1999, "currency": "EUR"}`, the amount in the currency's minor unit (ISO 4217). */
  Money: { input: { amount: number; currency: string }; output: { amount: number; currency: string }; }
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

/** One step on the way through the catalogue. */
export type Breadcrumb = {
  __typename?: 'Breadcrumb';
  /** What to show. */
  label: Scalars['String']['output'];
  /** Where it leads, from the site's root. */
  path: Scalars['String']['output'];
};

/** A part of the catalogue; categories form a tree. */
export type Category = {
  __typename?: 'Category';
  /** The category's id, for example `category-1`. */
  id: Scalars['ID']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** The category above; null at the top. */
  parent: Maybe<Category>;
  /** Its name in addresses. */
  slug: Scalars['String']['output'];
};

/** What can be changed. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Writes a review in the viewer's name. */
  addReview: Maybe<Review>;
  /** Cancels an order that has not been shipped yet. */
  cancelOrder: Maybe<Order>;
  /** Places an order for the viewer, at today's prices. */
  placeOrder: Maybe<Order>;
};


/** What can be changed. */
export type MutationAddReviewArgs = {
  input: AddReviewInput;
};


/** What can be changed. */
export type MutationCancelOrderArgs = {
  id: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationPlaceOrderArgs = {
  input: PlaceOrderInput;
};

/** A customer's order. */
export type Order = {
  __typename?: 'Order';
  /** Who placed it. */
  customer: Maybe<User>;
  /** The order's id, for example `order-1`. */
  id: Scalars['ID']['output'];
  /** What was ordered, one entry a product. */
  items: Array<OrderItem>;
  /** How this order was paid; null before anybody tried. */
  payment: Maybe<Payment>;
  /** When it was placed. */
  placedAt: Scalars['DateTime']['output'];
  /** The parcel of this order; null before it is packed. */
  shipment: Maybe<Shipment>;
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

/** An order with all that belongs to it. What a failed service owns is null, or an empty list; the rest is there. */
export type OrderDetail = {
  __typename?: 'OrderDetail';
  /** Who placed it. */
  customer: Maybe<User>;
  /** The order itself. */
  order: Maybe<Order>;
  /** Its payment. */
  payment: Maybe<Payment>;
  /** The products of the order's lines, each once, in the order of the lines. */
  products: Array<Product>;
  /** Its parcel. */
  shipment: Maybe<Shipment>;
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

/** What to order. */
export type PlaceOrderInput = {
  /** One entry a product, at least one. */
  items: Array<OrderItemInput>;
};

/** Something that can be bought. */
export type Product = {
  __typename?: 'Product';
  /** The mean of all ratings, 1 to 5; null while there is none. */
  averageRating: Maybe<Scalars['Float']['output']>;
  /** Where it stands in the catalogue. */
  category: Category;
  /** What it is, in a few sentences. */
  description: Scalars['String']['output'];
  /** The product's id, for example `product-1`. */
  id: Scalars['ID']['output'];
  /** Where its picture is. */
  imageUrl: Scalars['String']['output'];
  /** What it is called. */
  name: Scalars['String']['output'];
  /** Today's price. */
  price: Scalars['Money']['output'];
  /** All ratings at a glance. */
  reviewSummary: Maybe<ReviewSummary>;
  /** The newest reviews, newest first. */
  reviews: Maybe<Array<Review>>;
  /** Where its small picture is, for lists and small screens. */
  thumbnailUrl: Scalars['String']['output'];
};


/** Something that can be bought. */
export type ProductReviewsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of products, by the Relay cursor connections specification. */
export type ProductConnection = {
  __typename?: 'ProductConnection';
  /** The products of this page with their cursors. */
  edges: Array<ProductEdge>;
  /** The products of this page. */
  nodes: Array<Product>;
  /** Where this page stands in the whole list. */
  pageInfo: PageInfo;
};

/** One product in a page. */
export type ProductEdge = {
  __typename?: 'ProductEdge';
  /** Pass it as `after` to continue behind this product. */
  cursor: Scalars['String']['output'];
  /** The product. */
  node: Product;
};

/** A product with all that its page shows. What a failed service owns is null, or an empty list; the rest is there. */
export type ProductPage = {
  __typename?: 'ProductPage';
  /** The way from the top of the catalogue down to the product's category. */
  breadcrumbs: Array<Breadcrumb>;
  /** The product itself. */
  product: Maybe<Product>;
  /** What goes well with it, best first. */
  recommendations: Array<Product>;
  /** Others of its kind. */
  relatedProducts: Array<Product>;
  /** The newest reviews, newest first. */
  reviews: Array<Review>;
  /** What search engines are told. */
  seoMetadata: Maybe<SeoMetadata>;
  /** The best reviews, best first. */
  topReviews: Array<Review>;
};


/** A product with all that its page shows. What a failed service owns is null, or an empty list; the rest is there. */
export type ProductPageRecommendationsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A product with all that its page shows. What a failed service owns is null, or an empty list; the rest is there. */
export type ProductPageRelatedProductsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A product with all that its page shows. What a failed service owns is null, or an empty list; the rest is there. */
export type ProductPageReviewsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A product with all that its page shows. What a failed service owns is null, or an empty list; the rest is there. */
export type ProductPageTopReviewsArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Query = {
  __typename?: 'Query';
  /** The viewer; null when nobody is signed in. */
  me: Maybe<User>;
  /** One order by its id; null when there is none or when it is not the viewer's. */
  order: Maybe<Order>;
  /** An order with all that belongs to it, for one screen; null when there is no such order or when it is not the viewer's. */
  orderDetail: Maybe<OrderDetail>;
  /** The viewer's own orders, newest first; everybody's for SUPPORT and ADMIN. */
  orders: Maybe<OrderConnection>;
  /** One product by its id; null when there is none. */
  product: Maybe<Product>;
  /** A product with all that its page shows; null when there is no such product. */
  productPage: Maybe<ProductPage>;
  /** The catalogue, in the order of the ids. */
  products: Maybe<ProductConnection>;
  /** One user by their id; null when there is none. */
  user: Maybe<User>;
};


export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrderDetailArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  status?: InputMaybe<OrderStatus>;
};


export type QueryProductArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProductPageArgs = {
  id: Scalars['ID']['input'];
};


export type QueryProductsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  categoryId?: InputMaybe<Scalars['ID']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  search?: InputMaybe<Scalars['String']['input']>;
};


export type QueryUserArgs = {
  id: Scalars['ID']['input'];
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

/** What search engines are told of a page. */
export type SeoMetadata = {
  __typename?: 'SeoMetadata';
  /** The page's one true address. */
  canonicalUrl: Scalars['String']['output'];
  /** The page's description, at most 160 characters. */
  description: Scalars['String']['output'];
  /** The picture to show with it. */
  imageUrl: Maybe<Scalars['String']['output']>;
  /** The page's title. */
  title: Scalars['String']['output'];
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
  /** The order, each time that its status changes; null, once, when there is none or when it is not the viewer's. */
  orderStatusChanged: Maybe<Order>;
  /** The parcel of an order, each time that something happens to it; null, once, when there is none or when it is not the viewer's. */
  shipmentTracked: Maybe<Shipment>;
};


/** What can be watched. */
export type SubscriptionOrderStatusChangedArgs = {
  orderId: Scalars['ID']['input'];
};


/** What can be watched. */
export type SubscriptionShipmentTrackedArgs = {
  orderId: Scalars['ID']['input'];
};

/** A person with an account. */
export type User = {
  __typename?: 'User';
  /** When the account was opened. */
  createdAt: Scalars['DateTime']['output'];
  /** Where mail reaches the user; null for everybody but the user, SUPPORT and ADMIN. */
  email: Maybe<Scalars['String']['output']>;
  /** The user's id, for example `user-1`. */
  id: Scalars['ID']['output'];
  /** How the user is called. */
  name: Scalars['String']['output'];
  /** The user's orders, newest first, as far as the viewer may see them. */
  orders: Maybe<OrderConnection>;
};


/** A person with an account. */
export type UserOrdersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};
