import { createContractSchema } from "../kit/contract-schema.ts";
import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { prepareAddReview } from "./add-review.ts";
import { openReviewDatabase } from "./review-database.ts";
import { createReviewResolvers } from "./review-resolvers.ts";
import { createReviewStore } from "./review-store.ts";

/** The review service: what people say of products. */
export function createReviewService(options: ServiceOptions = {}): StoreService {
  const database = openReviewDatabase(options);
  const store = createReviewStore(database);
  const addReview = prepareAddReview(database, store);
  return {
    name: "review",
    schema: createContractSchema("review", createReviewResolvers(store, addReview)),
    dispose: () => database.close(),
  };
}
