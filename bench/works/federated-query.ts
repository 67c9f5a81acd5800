/** Users, their reviews, what those are about and what others say of it; the best products the same way round. */
export const federatedQuery = `query Federated($skip: Int!) {
  users(first: 5, skip: $skip) {
    ...Person
    reviews {
      ...Opinion
      product {
        ...Thing
        reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Thing } } } }
      }
    }
  }
  topProducts(first: 5, skip: $skip) {
    ...Thing
    reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Thing } } } }
  }
}
fragment Person on User { id username name }
fragment Opinion on Review { id body }
fragment Thing on Product { upc name price weight inStock shippingEstimate }
`;
