export interface SubscriptionOptions {
  /** How many WebSockets and event streams may be open at a time; more are refused with 503. @default 10_000 */
  maxConnections?: number;
  /** How many operations may run at a time over one WebSocket; more get an error each. @default 100 */
  maxOperationsPerConnection?: number;
  /** How long a WebSocket may take to introduce itself (`connection_init`), in milliseconds; then it is closed with 4408. @default 3_000 */
  initTimeoutMs?: number;
  /** How often clients are shown that the connection lives, in milliseconds. A WebSocket that does not answer until the next time is cut off. @default 12_000 */
  pingIntervalMs?: number;
}

export const SUBSCRIPTION_DEFAULTS = {
  maxConnections: 10_000,
  maxOperationsPerConnection: 100,
  initTimeoutMs: 3_000,
  pingIntervalMs: 12_000,
} as const satisfies Required<SubscriptionOptions>;
