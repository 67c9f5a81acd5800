import { resolve } from "node:path";
import { readApiKeyFile } from "../auth/api-key-file.ts";
import type { GatewayConfig } from "../config/config.ts";
import type { Environment } from "../config/environment.ts";
import { parseApiKeys } from "../config/parse-config.ts";
import { ConfigurationError } from "../errors.ts";
import { acceptsDemoIssuer, hasIssuers, isLoopbackHost } from "./assemble-authentication.ts";

/** What is wrong with who may ask, beyond its form, each problem with its path in the configuration. */
export function authenticationProblems(config: GatewayConfig, directory: string, environment: Environment): string[] {
  const { apiKeyFile } = config.authentication ?? {};
  return [
    ...demoIssuerProblems(config, environment),
    ...keylessProblems(config, environment),
    ...(apiKeyFile === undefined ? [] : apiKeyFileProblems(apiKeyFile, directory)),
  ];
}

/** What is demanded of tokens although there is nothing to check them by. */
function keylessProblems(config: GatewayConfig, environment: Environment): string[] {
  const { jwksUrl, issuer, audience } = config.authentication ?? {};
  if (jwksUrl !== undefined || acceptsDemoIssuer(config, environment)) return [];
  return Object.entries({ "issuer (JWT_ISSUER)": issuer, "audience (JWT_AUDIENCE)": audience })
    .filter(([, value]) => value !== undefined)
    .map(
      ([name]) =>
        `authentication.${name}: says nothing without the issuer's keys; name authentication.jwksUrl (JWT_JWKS_URL), too`,
    );
}

function apiKeyFileProblems(name: string, directory: string): string[] {
  try {
    readApiKeyFile(resolve(directory, name), parseApiKeys);
    return [];
  } catch (error) {
    const problems =
      error instanceof ConfigurationError ? error.problems : [describeFileError(error as NodeJS.ErrnoException)];
    return problems.map((problem) => `authentication.apiKeyFile (${name}): ${problem}`);
  }
}

function describeFileError({ code, message }: NodeJS.ErrnoException): string {
  return code === "ENOENT" ? "there is no such file" : message;
}

/** Why the demo issuer may not vouch where it was asked for: it is for this machine alone. */
function demoIssuerProblems({ authentication = {}, server }: GatewayConfig, environment: Environment): string[] {
  if (authentication.demoIssuer !== true) return [];
  return [
    environment["NODE_ENV"] === "production" && "where NODE_ENV is production",
    !isLoopbackHost(server?.host) && "where the gateway listens beyond this machine",
    hasIssuers(authentication) && "beside other issuers (JWT_JWKS_URL)",
  ]
    .filter((reason) => reason !== false)
    .map((reason) => `authentication.demoIssuer (DEMO_ISSUER): is refused ${reason}`);
}
