import type { FastifyInstance } from "fastify";
import { createRefusal } from "../kit/refusal.ts";
import { readParameter, type RestQuery } from "../kit/rest-query.ts";
import { readViewer } from "../kit/viewer.ts";
import type { UserStore } from "./user-store.ts";

/** Adds the REST paths of the user service. */
export function addUserRoutes(app: FastifyInstance, store: UserStore): void {
  app.get<{ Params: { id: string } }>("/users/:id", ({ params, headers }) => {
    const user = store.byId(readViewer(headers), params.id);
    if (user === null) {
      throw createRefusal("NOT_FOUND", `There is no user "${params.id}".`);
    }
    return user;
  });

  app.get("/users/me", ({ headers }) => {
    const user = store.me(readViewer(headers));
    if (user === null) {
      throw createRefusal("NOT_FOUND", "Nobody with an account is signed in.");
    }
    return user;
  });

  app.get<{ Querystring: RestQuery }>("/users", ({ query, headers }) => {
    const ids = readParameter(query, "ids");
    if (ids === undefined) {
      throw createRefusal("BAD_USER_INPUT", '"ids" must name at least one user, such as "user-1,user-2".');
    }
    return store.byIds(readViewer(headers), ids.split(","));
  });
}
