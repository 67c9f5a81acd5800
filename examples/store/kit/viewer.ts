import type { IncomingHttpHeaders } from "node:http";

/** Who asks, as the gateway says in `X-User-Id` and `X-User-Role`. */
export interface Viewer {
  /** Null when nobody is signed in. */
  readonly id: string | null;
  readonly roles: readonly string[];
}

/** What every resolver of a service is given. */
export interface ServiceContext {
  readonly viewer: Viewer;
}

/** Reads the viewer from a request's headers. */
export function readViewer(headers: IncomingHttpHeaders): Viewer {
  const roles = String(headers["x-user-role"] ?? "").split(",");
  return {
    id: String(headers["x-user-id"] ?? "").trim() || null,
    roles: roles.map((role) => role.trim()).filter((role) => role !== ""),
  };
}

/** Whether the viewer works for the store, and so may see what belongs to others. */
export function isStaff(viewer: Viewer): boolean {
  return viewer.roles.includes("SUPPORT") || viewer.roles.includes("ADMIN");
}

/** Whether the viewer may see what belongs to this user. */
export function mayRead(viewer: Viewer, ownerId: string): boolean {
  return viewer.id === ownerId || isStaff(viewer);
}
