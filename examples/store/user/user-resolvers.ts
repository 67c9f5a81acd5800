import { DateTime } from "../../../schema/scalars.ts";
import type { QueryResolvers } from "../generated/user.ts";
import type { UserStore } from "./user-store.ts";

/** Answers the user contract. */
export function createUserResolvers(store: UserStore) {
  const Query: QueryResolvers = {
    user: (_, { id }, { viewer }) => store.byId(viewer, id),
    me: (_, _arguments, { viewer }) => store.me(viewer),
    usersByIds: (_, { ids }, { viewer }) => store.byIds(viewer, ids),
  };
  return { DateTime, Query };
}
