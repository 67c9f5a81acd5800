/** The operations of the store's screens, as its frontends send them. */
import { graphql } from "../generated/gql.ts";

export const orderDetailScreen = graphql(`
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
`);

export const productPageWeb = graphql(`
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
`);

export const productPageMobile = graphql(`
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
`);

export const orderList = graphql(`
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
`);
