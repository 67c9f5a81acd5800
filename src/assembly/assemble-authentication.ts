import { resolve } from "node:path";
import { createAuthenticator, type Authenticate } from "../auth/authenticate.ts";
import { DEMO_ISSUER, openDemoIssuer, type DemoIssuer } from "../auth/demo-issuer.ts";
import { createRemoteKeys } from "../auth/remote-keys.ts";
import { createTokenVerifier } from "../auth/verify-token.ts";
import type { GatewayConfig } from "../config/config.ts";
import type { Environment } from "../config/environment.ts";
import { ConfigurationError } from "../errors.ts";
import { SERVER_DEFAULTS } from "../server/server-options.ts";

export interface Authentication {
  readonly authenticate: Authenticate;
  /** Set where the demo issuer's tokens are accepted. */
  readonly demoIssuer: DemoIssuer | undefined;
}

/** Where the demo issuer's key is, beside the configuration. */
export function demoKeyFile(directory: string): string {
  return resolve(directory, ".selvage", "demo-issuer.json");
}

/**
 * Decides who may vouch for a principal: an issuer's key set, the demo issuer, or nobody. The demo issuer is for this
 * machine alone: a `ConfigurationError` where it is asked for in production or on an address that others reach.
 */
export async function assembleAuthentication(
  config: GatewayConfig,
  directory: string,
  environment: Environment,
): Promise<Authentication> {
  const { jwksUrl, demoIssuer: asked, ...options } = config.authentication ?? {};
  const isProduction = environment["NODE_ENV"] === "production";
  const isLoopback = isLoopbackHost(config.server?.host ?? SERVER_DEFAULTS.host);
  if (asked === true) {
    const problems = [
      ...(isProduction ? ["authentication.demoIssuer (DEMO_ISSUER): is refused where NODE_ENV is production"] : []),
      ...(isLoopback
        ? []
        : ["authentication.demoIssuer (DEMO_ISSUER): is refused where the gateway listens beyond this machine"]),
      ...(jwksUrl === undefined
        ? []
        : ["authentication.demoIssuer (DEMO_ISSUER): is refused beside a jwksUrl (JWT_JWKS_URL)"]),
    ];
    if (problems.length > 0) throw new ConfigurationError(problems);
  }
  if (jwksUrl !== undefined) {
    return {
      authenticate: createAuthenticator(createTokenVerifier(createRemoteKeys(jwksUrl), options)),
      demoIssuer: undefined,
    };
  }
  const allEmbedded = config.services.every(({ endpoints }) => endpoints === undefined);
  if (!(asked ?? (allEmbedded && !isProduction && isLoopback)))
    return { authenticate: createAuthenticator(undefined), demoIssuer: undefined };

  const demoIssuer = await openDemoIssuer(demoKeyFile(directory));
  const verifyToken = createTokenVerifier(demoIssuer.keys, { issuer: DEMO_ISSUER });
  return { authenticate: createAuthenticator(verifyToken), demoIssuer };
}

function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
