import type { DatabaseSync } from "node:sqlite";
import type { User } from "../generated/user.ts";
import { alignByKey } from "../kit/align-by-key.ts";
import { mayRead, type Viewer } from "../kit/viewer.ts";

/** What can be asked of the accounts. */
export type UserStore = ReturnType<typeof createUserStore>;

/** Reads users from the database, each as the viewer may see them. */
export function createUserStore(database: DatabaseSync) {
  const selectByIds = database.prepare(
    "SELECT id, name, email, created_at AS createdAt FROM users WHERE id IN (SELECT value FROM json_each(?))",
  );

  function byIds(viewer: Viewer, ids: readonly string[]): (User | null)[] {
    const users = selectByIds.all(JSON.stringify(ids)) as unknown as User[];
    const shown = users.map((user) => (mayRead(viewer, user.id) ? user : { ...user, email: null }));
    return alignByKey(ids, shown, ({ id }) => id);
  }

  return {
    byIds,
    byId: (viewer: Viewer, id: string) => byIds(viewer, [id])[0] ?? null,
    me: (viewer: Viewer) => (viewer.id === null ? null : (byIds(viewer, [viewer.id])[0] ?? null)),
  };
}
