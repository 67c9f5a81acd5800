import type { QueryResolvers } from "../generated/recommendation.ts";
import { readFirst } from "../kit/connection.ts";
import type { RecommendationStore } from "./recommendation-store.ts";

/** Answers the recommendation contract. */
export function createRecommendationResolvers(store: RecommendationStore) {
  const Query: QueryResolvers = {
    recommendationsByProductIds: (_, { productIds, first }) => store.byProductIds(productIds, readFirst(first, 50)),
  };
  return { Query };
}
