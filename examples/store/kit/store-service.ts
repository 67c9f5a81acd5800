import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";

/** One of the store's services, ready to be served. */
export interface StoreService {
  readonly name: string;
  /** What it answers at `/graphql`; a service that speaks REST alone has none. */
  readonly schema?: GraphQLSchema;
  /** The service's REST paths, if it has any. */
  readonly addRestRoutes?: (app: FastifyInstance) => void;
  /** Closes the service's database. */
  dispose(): void;
}
