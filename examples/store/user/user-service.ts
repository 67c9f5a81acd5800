import type { ServiceOptions } from "../kit/open-database.ts";
import type { StoreService } from "../kit/store-service.ts";
import { openUserDatabase } from "./user-database.ts";
import { addUserRoutes } from "./user-routes.ts";
import { createUserStore } from "./user-store.ts";

/** The user service: who has an account. It speaks REST, as `openapi.yaml` says. */
export function createUserService(options: ServiceOptions = {}): StoreService {
  const database = openUserDatabase(options);
  const store = createUserStore(database);
  return {
    name: "user",
    addRestRoutes: (app) => addUserRoutes(app, store),
    dispose: () => database.close(),
  };
}
