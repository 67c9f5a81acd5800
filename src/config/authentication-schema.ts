import { z } from "zod";
import type { ApiKeyOptions } from "../auth/api-keys.ts";
import type { TokenIntrospectionOptions } from "../auth/introspect-token.ts";
import type { TokenOptions } from "../auth/verify-token.ts";
import { count, endpoint, headerWord, text, type Shape } from "./common-values.ts";
import type { AuthenticationConfig, IssuerConfig } from "./config.ts";

const algorithm = z.enum(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]);

const tokenOptions = {
  issuer: text.optional(),
  audience: text.optional(),
  algorithms: z.array(algorithm).min(1, "must name at least one algorithm").optional(),
  clockToleranceSeconds: z.int().min(0, "must not be negative").max(300, "must be at most 300 seconds").optional(),
  rolesClaim: text.optional(),
  scopeClaim: text.optional(),
} satisfies Shape<TokenOptions>;

const apiKeyList = z
  .array(
    z.strictObject({
      id: headerWord,
      sha256: z.string().regex(/^[\da-f]{64}$/i, "must be the SHA-256 of the key, 64 hexadecimal digits"),
      roles: z.array(headerWord).optional(),
      scopes: z.array(text).optional(),
      requestsPerMinute: count.optional(),
    } satisfies Shape<ApiKeyOptions>),
  )
  .superRefine((keys, context) => {
    keys.forEach(({ sha256 }, index) => {
      const first = keys.findIndex((other) => other.sha256.toLowerCase() === sha256.toLowerCase());
      if (first === index) return;
      const message = `is that of [${first}], too: each key must be one of its own`;
      context.addIssue({ code: "custom", path: [index, "sha256"], message });
    });
  });

/** What a file of keys holds, named as in the configuration. */
export const apiKeysSchema = z.strictObject({ apiKeys: apiKeyList });

/** Who may ask: whose tokens hold, and which keys. */
export const authentication = z.strictObject({
  ...tokenOptions,
  mode: z.enum(["optional", "required"]).optional(),
  jwksUrl: endpoint.optional(),
  issuers: z
    .array(z.strictObject({ ...tokenOptions, issuer: text, jwksUrl: endpoint } satisfies Shape<IssuerConfig>))
    .superRefine((issuers, context) => {
      issuers.forEach(({ issuer }, index) => {
        if (issuers.findIndex((other) => other.issuer === issuer) === index) return;
        const message = `is the issuer of another one, too: ${issuer}`;
        context.addIssue({ code: "custom", path: [index, "issuer"], message });
      });
    })
    .optional(),
  introspection: z
    .strictObject({
      url: endpoint,
      clientId: text,
      clientSecret: text,
      issuer: text.optional(),
      audience: text.optional(),
      cacheSeconds: count.optional(),
      rolesClaim: text.optional(),
      scopeClaim: text.optional(),
    } satisfies Shape<TokenIntrospectionOptions>)
    .optional(),
  apiKeys: apiKeyList.optional(),
  apiKeyFile: text.optional(),
  demoIssuer: z.boolean().optional(),
} satisfies Shape<AuthenticationConfig>);
