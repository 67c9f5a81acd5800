/** `apollo-gateway.ts GRAPH`: Apollo Gateway behind Apollo Server, in their own defaults. */
import { composeSupergraph, importPeer, type Graph } from "./supergraph.ts";

interface ApolloGatewayPackage {
  readonly ApolloGateway: new (options: { supergraphSdl: string }) => object;
}
interface ApolloServerPackage {
  readonly ApolloServer: new (options: { gateway: object }) => object;
}
interface StandalonePackage {
  readonly startStandaloneServer: (
    server: object,
    options: { listen: { port: number; host: string; path?: string } },
  ) => Promise<unknown>;
}

const [graph] = process.argv.slice(2) as [Graph];
const { ApolloGateway } = await importPeer<ApolloGatewayPackage>("@apollo/gateway");
const { ApolloServer } = await importPeer<ApolloServerPackage>("@apollo/server");
const { startStandaloneServer } = await importPeer<StandalonePackage>("@apollo/server/standalone");

const gateway = new ApolloGateway({ supergraphSdl: await composeSupergraph(graph) });
await startStandaloneServer(new ApolloServer({ gateway }), {
  listen: { port: Number(process.env["PORT"]), host: "127.0.0.1" },
});
