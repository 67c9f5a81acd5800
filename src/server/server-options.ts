import { LOAD_SHEDDING_DEFAULTS, type LoadSheddingOptions } from "./load-shedding.ts";
import { SUBSCRIPTION_DEFAULTS, type SubscriptionOptions } from "./subscription-options.ts";

export interface ServerOptions {
  /** The port to listen on; 0 takes a free one. @default 4000, or `PORT` */
  port?: number;
  /** The address to listen on. @default "127.0.0.1", or `HOST` */
  host?: string;
  /** A longer request body is refused with 413, in bytes. @default 1_000_000 */
  maxBodyBytes?: number;
  /** Longer request headers, all together, are refused with 431, in bytes. @default 16_384 */
  maxHeaderBytes?: number;
  /** How long a request may take to come in, to its last byte, in milliseconds; then it is cut off with 408. @default 60_000 */
  requestTimeoutMs?: number;
  /**
   * How long a request may take to be answered, in milliseconds. Then what is there goes out, and what is missing is told as
   * `DEADLINE_EXCEEDED`. A client may ask for less by `X-Request-Timeout`. @default 10_000
   */
  answerTimeoutMs?: number;
  /** The proxies in front, as addresses or networks (`10.0.0.0/8`): only from them `X-Forwarded-For` is believed. @default none */
  trustedProxies?: readonly string[];
  /** Which other origins' pages may read answers. @default none */
  cors?: CorsOptions;
  /**
   * A port of their own for `/metrics` and `/health/services`, at the same host; then they answer whoever gets to it, and are not
   * at `port`. 0 takes a free one. @default they are at `port`, or `ADMIN_PORT`
   */
  adminPort?: number;
  /** Who may read `/metrics` and `/health/services` from another machine, at `port`: whoever has one of these roles. @default ["ADMIN"] */
  adminRoles?: readonly string[];
  /**
   * When the gateway is saturated: then it answers requests with `OVERLOADED` (503) at once, but for health and metrics, and is
   * not ready. `false`: never.
   */
  loadShedding?: LoadSheddingOptions | false;
  /** Connections that last: WebSockets and event streams. */
  subscriptions?: SubscriptionOptions;
  /**
   * How long it goes on taking requests when the gateway stops, in milliseconds: not ready any more, and with each answer it
   * closes the connection, so that clients and load balancers go elsewhere and lose nothing. Longer than a load balancer
   * takes to notice, where there is one. Left out where no connection is open. @default 250
   */
  drainMs?: number;
  /** How long requests in flight may take to finish when the gateway stops, in milliseconds; then they are cut off. @default 10_000 */
  stopGraceMs?: number;
  /** How many operations one request may bring, as a JSON list; each is charged to its client. 1: a list is refused. @default 1 */
  maxBatchSize?: number;
  /** Whether a browser that opens `/graphql` gets GraphiQL. @default true */
  graphiql?: boolean;
}

export interface CorsOptions {
  /** The origins, for example `https://shop.example`. */
  origins: readonly string[];
  /** Whether cookies may come along. @default false */
  credentials?: boolean;
  /** How long a browser may remember that it may ask, in seconds. @default 600 */
  maxAgeSeconds?: number;
}

export const SERVER_DEFAULTS = {
  port: 4000,
  host: "127.0.0.1",
  maxBodyBytes: 1_000_000,
  maxHeaderBytes: 16_384,
  requestTimeoutMs: 60_000,
  answerTimeoutMs: 10_000,
  trustedProxies: [] as readonly string[],
  adminRoles: ["ADMIN"] as readonly string[],
  loadShedding: LOAD_SHEDDING_DEFAULTS,
  subscriptions: SUBSCRIPTION_DEFAULTS,
  drainMs: 250,
  stopGraceMs: 10_000,
  maxBatchSize: 1,
  graphiql: true,
} as const satisfies Required<Omit<ServerOptions, "cors" | "adminPort">>;
