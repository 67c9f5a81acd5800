/**
 * The yardstick: an aggregator as one writes it by hand, without GraphQL. It reads the same request as the others, but
 * looks at its name and variables only.
 */
import { createServer, type ServerResponse } from "node:http";
import { federatedRoute } from "./federated.ts";
import { orderDetailRoute } from "./order-detail.ts";
import { ordersRoute } from "./orders.ts";
import { productPageMobileRoute, productPageWebRoute } from "./product-page.ts";
import { productRoute, productsRoute } from "./products.ts";

// Each asks for its variables as it knows them: nobody checks them, as in many such a project.
type Route = (variables: never) => Promise<unknown>;

const routes = new Map<string, Route>([
  ["OrderDetail", orderDetailRoute()],
  ["ProductPageWeb", productPageWebRoute()],
  ["ProductPageMobile", productPageMobileRoute()],
  ["Orders", ordersRoute()],
  ["Products", productsRoute()],
  ["Product", productRoute()],
  ["Federated", federatedRoute()],
  ["Nothing", () => Promise.resolve({ __typename: "Query" })],
]);

interface RouteRequest {
  operationName: string;
  variables: never;
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  const text = JSON.stringify(answer);
  const bytes = Buffer.byteLength(text);
  response.writeHead(status, ["content-type", "application/json", "content-length", String(bytes)]);
  // Where each character is one byte, nothing needs to be encoded.
  response.end(text, bytes === text.length ? "latin1" : "utf8");
}

const server = createServer((request, response) => {
  let first: Buffer | undefined;
  let rest: Buffer[] | undefined;
  request.on("data", (chunk: Buffer) => {
    if (first === undefined) first = chunk;
    else (rest ??= [first]).push(chunk);
  });
  request.on("end", () => {
    try {
      const bytes = rest === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(rest);
      const { operationName, variables } = JSON.parse(bytes.toString()) as RouteRequest;
      const route = routes.get(operationName);
      if (route === undefined) return send(response, 404, { error: "not found" });
      route(variables).then(
        (data) => send(response, 200, { data }),
        () => send(response, 502, { error: "a service failed" }),
      );
    } catch {
      send(response, 400, { error: "malformed" });
    }
  });
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env["PORT"]), "127.0.0.1");
// Leaves by itself, so that a profile of it can be written.
process.once("SIGTERM", () => process.exit());
