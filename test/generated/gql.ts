/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query OrderDetailScreen($id: ID!) {\n    orderDetail(id: $id) {\n      order {\n        id\n        status\n        total\n        items {\n          quantity\n          product {\n            id\n            name\n          }\n        }\n      }\n      customer {\n        id\n        name\n        email\n      }\n      products {\n        id\n        name\n        averageRating\n      }\n      shipment {\n        status\n        carrier\n      }\n      payment {\n        status\n        method\n      }\n    }\n  }\n": typeof types.OrderDetailScreenDocument,
    "\n  query ProductPageWeb($id: ID!) {\n    productPage(id: $id) {\n      product {\n        id\n        name\n        price\n        averageRating\n      }\n      reviews(first: 5) {\n        title\n        author {\n          name\n        }\n      }\n      topReviews(first: 3) {\n        rating\n        title\n      }\n      recommendations(first: 4) {\n        name\n        averageRating\n      }\n      relatedProducts(first: 4) {\n        name\n      }\n      breadcrumbs {\n        label\n        path\n      }\n      seoMetadata {\n        title\n        canonicalUrl\n      }\n    }\n  }\n": typeof types.ProductPageWebDocument,
    "\n  query ProductPageMobile($id: ID!) {\n    productPage(id: $id) {\n      product {\n        id\n        name\n        price\n        thumbnailUrl\n        averageRating\n      }\n      topReviews(first: 3) {\n        rating\n        title\n      }\n    }\n  }\n": typeof types.ProductPageMobileDocument,
    "\n  query OrderList($first: Int!) {\n    orders(first: $first) {\n      nodes {\n        id\n        items {\n          product {\n            name\n          }\n        }\n        customer {\n          name\n        }\n        shipment {\n          status\n        }\n      }\n    }\n  }\n": typeof types.OrderListDocument,
};
const documents: Documents = {
    "\n  query OrderDetailScreen($id: ID!) {\n    orderDetail(id: $id) {\n      order {\n        id\n        status\n        total\n        items {\n          quantity\n          product {\n            id\n            name\n          }\n        }\n      }\n      customer {\n        id\n        name\n        email\n      }\n      products {\n        id\n        name\n        averageRating\n      }\n      shipment {\n        status\n        carrier\n      }\n      payment {\n        status\n        method\n      }\n    }\n  }\n": types.OrderDetailScreenDocument,
    "\n  query ProductPageWeb($id: ID!) {\n    productPage(id: $id) {\n      product {\n        id\n        name\n        price\n        averageRating\n      }\n      reviews(first: 5) {\n        title\n        author {\n          name\n        }\n      }\n      topReviews(first: 3) {\n        rating\n        title\n      }\n      recommendations(first: 4) {\n        name\n        averageRating\n      }\n      relatedProducts(first: 4) {\n        name\n      }\n      breadcrumbs {\n        label\n        path\n      }\n      seoMetadata {\n        title\n        canonicalUrl\n      }\n    }\n  }\n": types.ProductPageWebDocument,
    "\n  query ProductPageMobile($id: ID!) {\n    productPage(id: $id) {\n      product {\n        id\n        name\n        price\n        thumbnailUrl\n        averageRating\n      }\n      topReviews(first: 3) {\n        rating\n        title\n      }\n    }\n  }\n": types.ProductPageMobileDocument,
    "\n  query OrderList($first: Int!) {\n    orders(first: $first) {\n      nodes {\n        id\n        items {\n          product {\n            name\n          }\n        }\n        customer {\n          name\n        }\n        shipment {\n          status\n        }\n      }\n    }\n  }\n": types.OrderListDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OrderDetailScreen($id: ID!) {\n    orderDetail(id: $id) {\n      order {\n        id\n        status\n        total\n        items {\n          quantity\n          product {\n            id\n            name\n          }\n        }\n      }\n      customer {\n        id\n        name\n        email\n      }\n      products {\n        id\n        name\n        averageRating\n      }\n      shipment {\n        status\n        carrier\n      }\n      payment {\n        status\n        method\n      }\n    }\n  }\n"): typeof import('./graphql.ts').OrderDetailScreenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ProductPageWeb($id: ID!) {\n    productPage(id: $id) {\n      product {\n        id\n        name\n        price\n        averageRating\n      }\n      reviews(first: 5) {\n        title\n        author {\n          name\n        }\n      }\n      topReviews(first: 3) {\n        rating\n        title\n      }\n      recommendations(first: 4) {\n        name\n        averageRating\n      }\n      relatedProducts(first: 4) {\n        name\n      }\n      breadcrumbs {\n        label\n        path\n      }\n      seoMetadata {\n        title\n        canonicalUrl\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ProductPageWebDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ProductPageMobile($id: ID!) {\n    productPage(id: $id) {\n      product {\n        id\n        name\n        price\n        thumbnailUrl\n        averageRating\n      }\n      topReviews(first: 3) {\n        rating\n        title\n      }\n    }\n  }\n"): typeof import('./graphql.ts').ProductPageMobileDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OrderList($first: Int!) {\n    orders(first: $first) {\n      nodes {\n        id\n        items {\n          product {\n            name\n          }\n        }\n        customer {\n          name\n        }\n        shipment {\n          status\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').OrderListDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
