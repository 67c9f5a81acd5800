export interface ServerOptions {
  /** The port to listen on; 0 takes a free one. @default 4000, or `PORT` */
  port?: number;
  /** The address to listen on. @default "127.0.0.1", or `HOST` */
  host?: string;
  /** A longer request body is refused with 413, in bytes. @default 1_000_000 */
  maxBodyBytes?: number;
  /** How long requests in flight may take to finish when the gateway stops, in milliseconds; then they are cut off. @default 10_000 */
  stopGraceMs?: number;
  /** Whether a browser that opens `/graphql` gets GraphiQL. @default true */
  graphiql?: boolean;
}

export const SERVER_DEFAULTS = {
  port: 4000,
  host: "127.0.0.1",
  maxBodyBytes: 1_000_000,
  stopGraceMs: 10_000,
  graphiql: true,
} as const satisfies Required<ServerOptions>;
