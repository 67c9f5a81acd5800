import { isHeaderText, isHeaderWord, type UserPrincipal } from "./principal.ts";

export interface ClaimOptions {
  /** Where the roles are: a list of words, or words with spaces between them; dots lead into objects. @default "roles" */
  rolesClaim?: string;
  /** Where the scopes are, likewise. @default "scope" */
  scopeClaim?: string;
}

/** Reads a principal from the claims of a token that was found good. Throws where the subject cannot be used. */
export function readPrincipal(claims: Readonly<Record<string, unknown>>, options: ClaimOptions): UserPrincipal {
  const id = claims["sub"];
  if (!isHeaderText(id)) throw new Error("The claim sub is not usable.");
  return {
    kind: "user",
    id,
    roles: readWords(claims, options.rolesClaim ?? "roles").filter(isHeaderWord),
    scopes: readWords(claims, options.scopeClaim ?? "scope"),
  };
}

function readWords(claims: Readonly<Record<string, unknown>>, path: string): string[] {
  let value: unknown = claims;
  for (const key of path.split(".")) {
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined;
  }
  if (typeof value === "string") return value.split(" ").filter((word) => word !== "");
  return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
}
