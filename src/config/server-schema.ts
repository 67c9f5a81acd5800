import { z } from "zod";
import type { LoadSheddingOptions } from "../server/load-shedding.ts";
import type { CorsOptions, ServerOptions } from "../server/server-options.ts";
import type { SubscriptionOptions } from "../server/subscription-options.ts";
import { bytes, count, headerWord, milliseconds, off, text, type Shape } from "./common-values.ts";

const port = z.int().min(0, "must be between 0 and 65535").max(65_535, "must be between 0 and 65535");
const network = z
  .custom<string>(
    (value) => [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((form) => form.safeParse(value).success),
    "must be an address or a network, for example 10.0.0.0/8",
  )
  .refine((value) => !value.endsWith("/0"), "must not be every address: whoever is trusted may say that he is anybody");
const origin = z.custom<string>(
  (value) => typeof value === "string" && URL.canParse(value) && new URL(value).origin === value,
  "must be an origin, for example https://shop.example",
);

const cors = z.strictObject({
  origins: z.array(origin).min(1, "must name at least one origin"),
  credentials: z.boolean().optional(),
  maxAgeSeconds: count.optional(),
} satisfies Shape<CorsOptions>);

const loadShedding = z.union([
  off,
  z.strictObject({
    maxEventLoopDelayMs: count.optional(),
    maxHeapShare: z.number().min(0, "must not be negative").max(1, "must be at most 1").optional(),
    maxResidentBytes: count.optional(),
    maxConcurrentRequests: count.optional(),
    retryAfterSeconds: z
      .int()
      .min(1, "must be at least 1 second")
      .max(3_600, "must be at most 3,600 seconds")
      .optional(),
    sampleIntervalMs: milliseconds.optional(),
  } satisfies Shape<LoadSheddingOptions>),
]);

const subscriptions = z.strictObject({
  maxConnections: count.optional(),
  maxOperationsPerConnection: count.optional(),
  initTimeoutMs: milliseconds.optional(),
  pingIntervalMs: milliseconds.optional(),
} satisfies Shape<SubscriptionOptions>);

/** The HTTP server, and what it does for who holds a connection. */
export const server = z.strictObject({
  port: port.optional(),
  host: text.optional(),
  maxBodyBytes: bytes.optional(),
  drainMs: count.max(600_000, "must be at most 600,000 milliseconds").optional(),
  stopGraceMs: milliseconds.optional(),
  maxBatchSize: z.int().min(1, "must be at least 1").max(1_000, "must be at most 1,000").optional(),
  graphiql: z.boolean().optional(),
  maxHeaderBytes: bytes.optional(),
  requestTimeoutMs: milliseconds.optional(),
  answerTimeoutMs: milliseconds.optional(),
  trustedProxies: z.array(network).optional(),
  cors: cors.optional(),
  adminPort: port.optional(),
  adminRoles: z.array(headerWord).optional(),
  loadShedding: loadShedding.optional(),
  subscriptions: subscriptions.optional(),
} satisfies Shape<ServerOptions>);
