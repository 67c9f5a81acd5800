import { createContractSchema } from "../kit/contract-schema.ts";
import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { openRecommendationDatabase } from "./recommendation-database.ts";
import { createRecommendationResolvers } from "./recommendation-resolvers.ts";
import { createRecommendationStore } from "./recommendation-store.ts";

/** The recommendation service: what goes well with what. */
export function createRecommendationService(options: ServiceOptions = {}): StoreService {
  const database = openRecommendationDatabase(options);
  const store = createRecommendationStore(database);
  return {
    name: "recommendation",
    schema: createContractSchema("recommendation", createRecommendationResolvers(store)),
    dispose: () => database.close(),
  };
}
