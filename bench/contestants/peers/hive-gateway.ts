/** `hive-gateway.ts GRAPH [router-runtime]`: Hive Gateway in its own defaults, as a server of node:http. */
import { createServer, type RequestListener } from "node:http";
import { composeSupergraph, importPeer, type Graph } from "./supergraph.ts";

interface GatewayRuntime {
  readonly createGatewayRuntime: (options: { supergraph: string; unifiedGraphHandler?: unknown }) => RequestListener;
}
interface RouterRuntime {
  readonly unifiedGraphHandler: unknown;
}

const [graph, runtime] = process.argv.slice(2) as [Graph, string | undefined];
const { createGatewayRuntime } = await importPeer<GatewayRuntime>("@graphql-hive/gateway-runtime");
const gateway = createGatewayRuntime({
  supergraph: await composeSupergraph(graph),
  ...(runtime === "router-runtime"
    ? { unifiedGraphHandler: (await importPeer<RouterRuntime>("@graphql-hive/router-runtime")).unifiedGraphHandler }
    : {}),
});
createServer({ keepAliveTimeout: 600_000 }, gateway).listen(Number(process.env["PORT"]), "127.0.0.1");
