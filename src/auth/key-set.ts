import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { IssuerUnavailable } from "./issuer-unavailable.ts";

/** Gives the text at an address, or is rejected; bounded in time and size by whoever provides it. */
export type FetchText = (url: string) => Promise<string>;

export interface KeySetOptions {
  /** The set is not fetched more often than this, whatever keys are asked for, in milliseconds. @default 10_000 */
  cooldownMs?: number;
  /** How long a set that could not be had is not asked for again, in milliseconds. @default 5_000, as clients are told */
  retryAfterMs?: number;
  /** A set that is older is fetched anew, in milliseconds; until then, and while that fails, its keys go on. @default 600_000 */
  maxAgeMs?: number;
  /** Told why the set could not be had, each time. @default nobody is */
  onFailure?: (error: unknown) => void;
}

/**
 * The keys of an issuer (RFC 7517), fetched when first needed: one fetch at a time, and again when a token names a key
 * that is not there, so that a rotated key is accepted without a restart. A key set that fails never takes known keys
 * away. Rejected with `IssuerUnavailable`, or with jose's error where the set has no such key.
 */
export function createKeySet(url: string, fetchText: FetchText, options: KeySetOptions = {}): JWTVerifyGetKey {
  const { cooldownMs = 10_000, retryAfterMs = 5_000, maxAgeMs = 600_000, onFailure } = options;
  let keys: JWTVerifyGetKey | undefined;
  let fetchedAt = -Infinity;
  let attemptedAt = -Infinity;
  let inFlight: Promise<boolean> | undefined;

  async function fetchKeys(): Promise<boolean> {
    attemptedAt = performance.now();
    try {
      keys = createLocalJWKSet(parseKeySet(await fetchText(url)));
      fetchedAt = performance.now();
      return true;
    } catch (error) {
      onFailure?.(error);
      return false;
    }
  }

  /** Whether the set was had just now. */
  function refresh(): Promise<boolean> {
    const isHad = fetchedAt >= attemptedAt;
    if (inFlight === undefined && performance.now() - attemptedAt < (isHad ? cooldownMs : retryAfterMs))
      return Promise.resolve(isHad);
    inFlight ??= fetchKeys().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  return async function findKey(header, token) {
    if (keys === undefined) await refresh();
    else if (performance.now() - fetchedAt > maxAgeMs) void refresh();
    if (keys === undefined) throw new IssuerUnavailable();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (!(await refresh())) throw new IssuerUnavailable();
      return keys(header, token);
    }
  };
}

/** Junk is refused here; keys that jose cannot use are refused when they are asked for. */
function parseKeySet(text: string): JSONWebKeySet {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("keys" in value) || !Array.isArray(value.keys)) {
    throw new Error("The answer is not a key set.");
  }
  return value as JSONWebKeySet;
}
