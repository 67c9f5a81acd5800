import { resolve } from "node:path";
import { openApiKeyFile } from "../auth/api-key-file.ts";
import { createApiKeys, type FindApiKey } from "../auth/api-keys.ts";
import { createAuthenticator, type Authenticator } from "../auth/authenticate.ts";
import { DEMO_ISSUER, openDemoIssuer, type DemoIssuer } from "../auth/demo-issuer.ts";
import { createKeySet } from "../auth/key-set.ts";
import { createTokenIntrospector, type TokenIntrospectionOptions } from "../auth/introspect-token.ts";
import { createTokenVerifier, isJwt, type TokenIssuer, type VerifyToken } from "../auth/verify-token.ts";
import { parseApiKeys } from "../config/parse-config.ts";
import type { AuthenticationConfig, GatewayConfig } from "../config/config.ts";
import type { Environment } from "../config/environment.ts";
import { describeCause } from "../observability/describe-cause.ts";
import type { Logger } from "../observability/logger.ts";
import { SERVER_DEFAULTS } from "../server/server-options.ts";
import { boundedFetch } from "../transports/bounded-fetch.ts";

export interface Authentication extends Authenticator {
  /** Set where the demo issuer's tokens are accepted. */
  readonly demoIssuer: DemoIssuer | undefined;
  readonly dispose: () => void;
}

/** Where the demo issuer's key is, beside the configuration. */
export function demoKeyFile(directory: string): string {
  return resolve(directory, ".selvage", "demo-issuer.json");
}

/** Decides who may vouch for a principal: issuers by their key sets, the demo issuer, API keys, or nobody. */
export async function assembleAuthentication(
  config: GatewayConfig,
  directory: string,
  environment: Environment,
  log: Logger,
): Promise<Authentication> {
  const authentication = config.authentication ?? {};
  const issuers = readIssuers(authentication, log);
  const demoIssuer = await assembleDemoIssuer(config, directory, environment);
  if (demoIssuer !== undefined) issuers.push({ issuer: DEMO_ISSUER, keys: demoIssuer.keys });
  const keys = openApiKeys(authentication, directory, log);
  return {
    ...createAuthenticator({
      verifyToken: assembleVerifier(issuers, authentication.introspection, log),
      findApiKey: keys.find,
      mode: authentication.mode ?? "optional",
      onRefused: (error) => log.debug({ cause: describeCause(error) }, "a token was refused"),
    }),
    demoIssuer,
    dispose: keys.dispose,
  };
}

/** The demo issuer, where its tokens are accepted. */
export async function assembleDemoIssuer(
  config: GatewayConfig,
  directory: string,
  environment: Environment,
): Promise<DemoIssuer | undefined> {
  return acceptsDemoIssuer(config, environment) ? openDemoIssuer(demoKeyFile(directory)) : undefined;
}

/** A JWT is checked by its issuer's keys, where any issuer is known; any other token by asking. */
function assembleVerifier(
  issuers: readonly TokenIssuer[],
  introspection: TokenIntrospectionOptions | undefined,
  log: Logger,
): VerifyToken | undefined {
  const verify = issuers.length === 0 ? undefined : createTokenVerifier(issuers);
  if (introspection === undefined) return verify;
  const introspect = createTokenIntrospector(
    introspection,
    boundedFetch,
    createFailureLog(log, `tokens cannot be introspected at ${introspection.url}`),
  );
  return verify === undefined ? introspect : (token) => (isJwt(token) ? verify(token) : introspect(token));
}

function readIssuers(
  { issuers = [], jwksUrl, introspection: _introspection, ...single }: AuthenticationConfig,
  log: Logger,
): TokenIssuer[] {
  const all = [...issuers, ...(jwksUrl === undefined ? [] : [{ ...single, jwksUrl }])];
  return all.map(({ jwksUrl: url, ...options }) => {
    const onFailure = createFailureLog(log, `the key set at ${url} cannot be had; keys that are known go on`);
    return { ...options, keys: createKeySet(url, fetchKeys, { onFailure }) };
  });
}

const LOG_AGAIN_AFTER_MS = 10_000;

/** Logs why something fails, not each time that it does: that may be each request. */
function createFailureLog(log: Logger, message: string): (error: unknown) => void {
  let silentUntil = -Infinity;
  return function logFailure(error) {
    const now = performance.now();
    if (now < silentUntil) return;
    silentUntil = now + LOG_AGAIN_AFTER_MS;
    log.error({ cause: describeCause(error) }, message);
  };
}

async function fetchKeys(url: string): Promise<string> {
  const { status, text } = await boundedFetch(url, {
    headers: { accept: "application/jwk-set+json, application/json" },
  });
  if (status !== 200) throw new Error(`The key set answered with status ${status}.`);
  return text;
}

/** Whether the demo issuer vouches: asked for, or nobody else does and everything is of this machine. */
export function acceptsDemoIssuer(
  { authentication = {}, services, server }: GatewayConfig,
  environment: Environment,
): boolean {
  const isEmbedded = services.every(({ endpoints }) => endpoints === undefined);
  const isForDemonstration =
    isEmbedded &&
    !hasIssuers(authentication) &&
    environment["NODE_ENV"] !== "production" &&
    isLoopbackHost(server?.host);
  return authentication.demoIssuer ?? isForDemonstration;
}

/** Whether anybody is named who may vouch for a token. */
export function hasIssuers({ jwksUrl, introspection, issuers = [] }: AuthenticationConfig): boolean {
  return jwksUrl !== undefined || introspection !== undefined || issuers.length > 0;
}

/** Whether only this machine gets there. */
export function isLoopbackHost(host: string = SERVER_DEFAULTS.host): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function openApiKeys(
  { apiKeys, apiKeyFile }: AuthenticationConfig,
  directory: string,
  log: Logger,
): { find: FindApiKey | undefined; readonly dispose: () => void } {
  const inline = apiKeys === undefined ? undefined : createApiKeys(apiKeys);
  if (apiKeyFile === undefined) return { find: inline, dispose: () => undefined };
  const file = openApiKeyFile(resolve(directory, apiKeyFile), {
    parse: parseApiKeys,
    onProblem: (error) => log.error({ err: error }, "the file of API keys cannot be used; the keys known before go on"),
  });
  return { find: (key) => inline?.(key) ?? file.find(key), dispose: file.dispose };
}
