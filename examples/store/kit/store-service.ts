import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { GrpcMethods } from "./grpc-service.ts";

/** One of the store's services, ready to be served. */
export interface StoreService {
  readonly name: string;
  /** What it answers at `/graphql`; a service that speaks REST or gRPC has none. */
  readonly schema?: GraphQLSchema;
  /** The service's REST paths, if it has any. */
  readonly addRestRoutes?: (app: FastifyInstance) => void;
  /** What it answers over gRPC, and nothing else. */
  readonly grpc?: GrpcMethods;
  /** Closes the service's database. */
  dispose(): void;
}
