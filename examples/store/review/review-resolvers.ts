import { DateTime } from "../../../schema/scalars.ts";
import type { MutationResolvers, ProductResolvers, QueryResolvers, ReviewResolvers } from "../generated/review.ts";
import { readFirst } from "../kit/connection.ts";
import type { ServiceContext } from "../kit/viewer.ts";
import type { prepareAddReview } from "./add-review.ts";
import type { ReviewStore, StoredReview } from "./review-store.ts";

/** Answers the review contract. */
export function createReviewResolvers(store: ReviewStore, addReview: ReturnType<typeof prepareAddReview>) {
  const Query: QueryResolvers = {
    // An id that is no text, or an entity of another type, is known as little as a product that does not exist.
    _entities: (_, { representations }) =>
      store.knownProducts(
        representations.map((entity) => (entity.__typename === "Product" ? String(entity["id"]) : "")),
      ),
    reviewsByProductIds: (_, { productIds, first }) => store.newest(productIds, readFirst(first)),
    topReviewsByProductIds: (_, { productIds, first }) => store.top(productIds, readFirst(first)),
  };

  const Mutation: MutationResolvers = {
    addReview: (_, { input }, { viewer }) => addReview(viewer, input),
  };

  const Product: ProductResolvers<ServiceContext, { id: string }> = {
    averageRating: async ({ id }, _, context) => (await store.summaryOfProduct(context, id))?.averageRating ?? null,
    reviewSummary: async ({ id }, _, context) =>
      (await store.summaryOfProduct(context, id)) ?? { count: 0, averageRating: null },
    reviews: async ({ id }, { first }, context) =>
      (await store.newestOfProduct(context, id, readFirst(first ?? 10))) ?? [],
  };

  const Review: ReviewResolvers<ServiceContext, StoredReview> = {
    author: ({ authorId }) => ({ id: authorId }),
    product: ({ productId }) => ({ id: productId }),
  };

  return { DateTime, Query, Mutation, Product, Review, _Entity: { __resolveType: () => "Product" } };
}
