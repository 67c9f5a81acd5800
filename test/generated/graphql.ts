/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type OrderDetailScreenQueryVariables = Exact<{
  id: string | number;
}>;


export type OrderDetailScreenQuery = { orderDetail: { order: { id: string, status: OrderStatus, total: { amount: number; currency: string }, items: Array<{ quantity: number, product: { id: string, name: string } | null }> } | null, customer: { id: string, name: string, email: string | null } | null, products: Array<{ id: string, name: string, averageRating: number | null }>, shipment: { status: ShipmentStatus, carrier: string } | null, payment: { status: PaymentStatus, method: string } | null } | null };

export type ProductPageWebQueryVariables = Exact<{
  id: string | number;
}>;


export type ProductPageWebQuery = { productPage: { product: { id: string, name: string, price: { amount: number; currency: string }, averageRating: number | null } | null, reviews: Array<{ title: string, author: { name: string } | null }>, topReviews: Array<{ rating: number, title: string }>, recommendations: Array<{ name: string, averageRating: number | null }>, relatedProducts: Array<{ name: string }>, breadcrumbs: Array<{ label: string, path: string }>, seoMetadata: { title: string, canonicalUrl: string } | null } | null };

export type ProductPageMobileQueryVariables = Exact<{
  id: string | number;
}>;


export type ProductPageMobileQuery = { productPage: { product: { id: string, name: string, price: { amount: number; currency: string }, thumbnailUrl: string, averageRating: number | null } | null, topReviews: Array<{ rating: number, title: string }> } | null };

export type OrderListQueryVariables = Exact<{
  first: number;
}>;


export type OrderListQuery = { orders: { nodes: Array<{ id: string, items: Array<{ product: { name: string } | null }>, customer: { name: string } | null, shipment: { status: ShipmentStatus } | null }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const OrderDetailScreenDocument = new TypedDocumentString(`
    query OrderDetailScreen($id: ID!) {
  orderDetail(id: $id) {
    order {
      id
      status
      total
      items {
        quantity
        product {
          id
          name
        }
      }
    }
    customer {
      id
      name
      email
    }
    products {
      id
      name
      averageRating
    }
    shipment {
      status
      carrier
    }
    payment {
      status
      method
    }
  }
}
    `) as unknown as TypedDocumentString<OrderDetailScreenQuery, OrderDetailScreenQueryVariables>;
export const ProductPageWebDocument = new TypedDocumentString(`
    query ProductPageWeb($id: ID!) {
  productPage(id: $id) {
    product {
      id
      name
      price
      averageRating
    }
    reviews(first: 5) {
      title
      author {
        name
      }
    }
    topReviews(first: 3) {
      rating
      title
    }
    recommendations(first: 4) {
      name
      averageRating
    }
    relatedProducts(first: 4) {
      name
    }
    breadcrumbs {
      label
      path
    }
    seoMetadata {
      title
      canonicalUrl
    }
  }
}
    `) as unknown as TypedDocumentString<ProductPageWebQuery, ProductPageWebQueryVariables>;
export const ProductPageMobileDocument = new TypedDocumentString(`
    query ProductPageMobile($id: ID!) {
  productPage(id: $id) {
    product {
      id
      name
      price
      thumbnailUrl
      averageRating
    }
    topReviews(first: 3) {
      rating
      title
    }
  }
}
    `) as unknown as TypedDocumentString<ProductPageMobileQuery, ProductPageMobileQueryVariables>;
export const OrderListDocument = new TypedDocumentString(`
    query OrderList($first: Int!) {
  orders(first: $first) {
    nodes {
      id
      items {
        product {
          name
        }
      }
      customer {
        name
      }
      shipment {
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OrderListQuery, OrderListQueryVariables>;