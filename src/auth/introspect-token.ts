import { BoundedMap } from "../util/bounded-map.ts";
import { IssuerUnavailable } from "./issuer-unavailable.ts";
import type { Identity } from "./principal.ts";
import { readPrincipal, type ClaimOptions } from "./read-principal.ts";
import { MAX_TOKEN_LENGTH } from "./verify-token.ts";

export interface TokenIntrospectionOptions extends ClaimOptions {
  /** The issuer's introspection endpoint. */
  url: string;
  /** Who asks there. */
  clientId: string;
  /** The secret of whoever asks there; from the environment, not from a file that is kept. */
  clientSecret: string;
  /** Demanded as `iss`. @default any */
  issuer?: string;
  /** Demanded as `aud`. @default any */
  audience?: string;
  /**
   * How long an answer holds that does not say so itself (by `Cache-Control`), in seconds; never longer than the token. A
   * token that is revoked may be accepted for as long. 0: each is asked for anew. @default 60
   */
  cacheSeconds?: number;
}

/** Posts a form; bounded in time and size by whoever provides it. */
export type PostForm = (
  url: string,
  options: { headers: Record<string, string>; body: string },
) => Promise<{
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}>;

/** How long it is remembered that a token is not good, in milliseconds: trying it once more asks nobody. */
const REFUSAL_MS = 5_000;
/** How many answers are remembered. */
const MAX_REMEMBERED = 10_000;
/** How many tokens may be asked about at a time. */
const MAX_IN_FLIGHT = 100;

/** What was told of a token; without an identity, it is not good. */
interface Verdict {
  readonly identity: Identity | undefined;
  readonly holdsUntilMs: number;
}

/**
 * Checks opaque tokens by asking their issuer (RFC 7662), once for all who bring the same one, and remembers the answer for as
 * long as it allows. Rejected with `IssuerUnavailable` where the issuer cannot be asked or gives no answer, which `onFailure`
 * is told each time, with another error where the token does not hold.
 */
export function createTokenIntrospector(
  options: TokenIntrospectionOptions,
  post: PostForm,
  onFailure?: (error: unknown) => void,
): (token: string) => Promise<Identity> {
  const { url, clientId, clientSecret, cacheSeconds = 60 } = options;
  const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
  const headers = {
    authorization: `Basic ${Buffer.from(credentials).toString("base64")}`,
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
  };
  const remembered = new BoundedMap<string, Verdict>({ entries: MAX_REMEMBERED });
  const inFlight = new Map<string, Promise<Verdict>>();

  async function ask(token: string): Promise<Verdict> {
    const body = new URLSearchParams({ token, token_type_hint: "access_token" }).toString();
    let claims: Readonly<Record<string, unknown>>;
    let allowedMs: number;
    try {
      const answer = await post(url, { headers, body });
      if (answer.status !== 200) throw new Error(`The introspection endpoint answered with status ${answer.status}.`);
      claims = parseAnswer(answer.text);
      allowedMs = readMaxAge(answer.headers["cache-control"]) ?? cacheSeconds * 1000;
    } catch (error) {
      onFailure?.(error);
      throw new IssuerUnavailable("A token cannot be introspected.", { cause: error });
    }
    const now = Date.now();
    const identity = readIdentity(claims, token, options, now);
    if (identity === undefined) return { identity, holdsUntilMs: now + REFUSAL_MS };
    return { identity, holdsUntilMs: Math.min(now + allowedMs, identity.expiresAtMs ?? Infinity) };
  }

  function askOnce(token: string): Promise<Verdict> {
    const known = inFlight.get(token);
    if (known !== undefined) return known;
    if (inFlight.size >= MAX_IN_FLIGHT) throw new IssuerUnavailable("Too many tokens are being introspected.");
    const asked = ask(token).finally(() => inFlight.delete(token));
    inFlight.set(token, asked);
    return asked;
  }

  return async function introspectToken(token) {
    if (token.length > MAX_TOKEN_LENGTH) throw new Error("The token is too long.");
    const known = remembered.get(token);
    const verdict = known !== undefined && known.holdsUntilMs > Date.now() ? known : await askOnce(token);
    remembered.set(token, verdict);
    if (verdict.identity === undefined) throw new Error("The token is not active.");
    return verdict.identity;
  };
}

function parseAnswer(text: string): Readonly<Record<string, unknown>> {
  const claims: unknown = JSON.parse(text);
  if (typeof claims !== "object" || claims === null || !("active" in claims) || typeof claims.active !== "boolean")
    throw new Error("The answer is none of RFC 7662.");
  return claims;
}

/** Whom an active token speaks for; undefined where it does not hold for us. */
function readIdentity(
  claims: Readonly<Record<string, unknown>>,
  token: string,
  options: TokenIntrospectionOptions,
  now: number,
): Identity | undefined {
  const { active, iss, aud, exp, nbf } = claims;
  if (active !== true) return undefined;
  if (options.issuer !== undefined && iss !== options.issuer) return undefined;
  if (options.audience !== undefined && !(Array.isArray(aud) ? aud : [aud]).includes(options.audience))
    return undefined;
  if (exp !== undefined && !(typeof exp === "number" && exp * 1000 > now)) return undefined;
  if (nbf !== undefined && !(typeof nbf === "number" && nbf * 1000 <= now)) return undefined;
  try {
    const expiresAtMs = typeof exp === "number" ? exp * 1000 : undefined;
    return { principal: readPrincipal(claims, options), expiresAtMs, token };
  } catch {
    return undefined;
  }
}

/** How long an answer may be kept, in milliseconds (RFC 9111); undefined where it does not say. */
function readMaxAge(cacheControl: string | string[] | undefined): number | undefined {
  const text = String(cacheControl ?? "").toLowerCase();
  if (/\bno-(?:store|cache)\b/.test(text)) return 0;
  const seconds = /\bmax-age=(\d+)/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}
