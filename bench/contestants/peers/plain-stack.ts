/**
 * `plain-stack.ts GRAPH`: what one puts together from the libraries as their documentation shows: Yoga over
 * `stitchSchemas` with stitching directives, batched, `executor-http`, and resolvers that delegate in batches.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { buildSchema, getNamedType, GraphQLList, parse, type GraphQLResolveInfo, type GraphQLSchema } from "graphql";
import { addressOf, importPeer, SERVICES, type Graph } from "./supergraph.ts";

interface Subschema {
  readonly schema: GraphQLSchema;
  readonly executor: unknown;
  readonly name: string;
  readonly batch: boolean;
}
interface Stitch {
  readonly stitchSchemas: (options: object) => GraphQLSchema;
}
interface StitchingDirectives {
  readonly stitchingDirectives: () => { readonly stitchingDirectivesTransformer: (subschema: Subschema) => Subschema };
}
interface ExecutorHttp {
  readonly buildHTTPExecutor: (options: { endpoint: string }) => unknown;
}
interface BatchDelegate {
  readonly batchDelegateToSchema: (options: object) => Promise<unknown>;
}
interface Yoga {
  readonly createYoga: (options: { schema: GraphQLSchema }) => RequestListener;
}
interface DataLoaderModule {
  readonly default: new <Key, Value>(
    load: (keys: readonly Key[]) => Promise<readonly Value[]>,
  ) => { load(key: Key): Promise<Value> };
}

const [graph] = process.argv.slice(2) as [Graph];
const { stitchSchemas } = await importPeer<Stitch>("@graphql-tools/stitch");
const { stitchingDirectives } = await importPeer<StitchingDirectives>("@graphql-tools/stitching-directives");
const { buildHTTPExecutor } = await importPeer<ExecutorHttp>("@graphql-tools/executor-http");
const { batchDelegateToSchema } = await importPeer<BatchDelegate>("@graphql-tools/batch-delegate");
const { createYoga } = await importPeer<Yoga>("graphql-yoga");
const { default: DataLoader } = await importPeer<DataLoaderModule>("dataloader");

/** The benchmark's own contract of a service, where it has one: the others are the store's. */
function readContract(service: string): string {
  const own = `bench/${graph}/contracts/${service}.graphql`;
  return readFileSync(existsSync(own) ? own : `schema/${service}.graphql`, "utf8");
}

const directives = readFileSync("src/directives/contract.graphql", "utf8");

const { stitchingDirectivesTransformer } = stitchingDirectives();
const subschemas: Record<string, Subschema> = {};
for (const name of SERVICES[graph]) {
  subschemas[name] = stitchingDirectivesTransformer({
    schema: buildSchema(`${directives}\n${readContract(name)}`),
    executor: buildHTTPExecutor({ endpoint: addressOf(name) }),
    name,
    batch: true,
  });
}

interface Lookup {
  readonly service: string;
  readonly fieldName: string;
  readonly argument: string;
  /** Whether each key has a list of objects. */
  readonly isList?: boolean;
}

type Values = Readonly<Record<string, unknown>>;
type Resolver<Source> = (source: Source, values: Values, context: object, info: GraphQLResolveInfo) => unknown;

/** Asks for one key, together with all others of the same field. */
function lookUp({ service, fieldName, argument, isList = false }: Lookup, key: string): Resolver<unknown> {
  return (_source, values, context, info) => {
    const type = getNamedType(info.returnType);
    return batchDelegateToSchema({
      schema: subschemas[service],
      fieldName,
      key,
      argsFromKeys: (keys: readonly string[]) => ({ [argument]: keys, ...values }),
      returnType: new GraphQLList(isList ? new GraphQLList(type) : type),
      context,
      info,
    });
  };
}

const byPageId =
  (lookup: Lookup): Resolver<{ id: string }> =>
  (page, ...rest) =>
    lookUp(lookup, page.id)(page, ...rest);

/** Loads, in batches and once a request, what a resolver needs of a service beside what the client asked for. */
function loadFacts<Facts>(service: string, fieldName: string, selection: string) {
  const document = parse(`query($ids: [ID!]!) { ${fieldName}(ids: $ids) ${selection} }`);
  const load = async (ids: readonly string[]) => {
    const execute = subschemas[service]?.executor as (request: object) => Promise<{ data: Record<string, Facts[]> }>;
    return (await execute({ document, variables: { ids } })).data[fieldName] ?? [];
  };
  const loaders = new WeakMap<object, { load(id: string): Promise<Facts> }>();
  return (id: string, context: object): Promise<Facts> => {
    const loader = loaders.get(context) ?? new DataLoader<string, Facts>(load);
    loaders.set(context, loader);
    return loader.load(id);
  };
}

interface OrderKeys {
  readonly customer: { readonly id: string };
  readonly items: ReadonlyArray<{ readonly product: { readonly id: string } }>;
}
interface ProductFacts {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly imageUrl: string;
  readonly category: { readonly path: ReadonlyArray<{ readonly name: string; readonly slug: string }> };
}

const loadOrderKeys = loadFacts<OrderKeys>("order", "ordersByIds", "{ customer { id } items { product { id } } }");
const loadProductFacts = loadFacts<ProductFacts>(
  "product",
  "productsByIds",
  "{ id name description imageUrl category { path { name slug } } }",
);

const orders = { service: "order", fieldName: "ordersByIds", argument: "ids" };
const products = { service: "product", fieldName: "productsByIds", argument: "ids" };
const users = { service: "user", fieldName: "usersByIds", argument: "ids" };
const shipments = { service: "shipping", fieldName: "shipmentsByOrderIds", argument: "orderIds" };
const payments = { service: "payment", fieldName: "paymentsByOrderIds", argument: "orderIds" };
const list = (service: string, fieldName: string): Lookup => ({
  service,
  fieldName,
  argument: "productIds",
  isList: true,
});

const aggregates = {
  Query: {
    orderDetail: (_source: unknown, { id }: Values) => ({ id }),
    productPage: (_source: unknown, { id }: Values) => ({ id }),
  },
  OrderDetail: {
    order: byPageId(orders),
    async customer(page: { id: string }, values: Values, context: object, info: GraphQLResolveInfo) {
      const { customer } = await loadOrderKeys(page.id, context);
      return lookUp(users, customer.id)(page, values, context, info);
    },
    async products(page: { id: string }, values: Values, context: object, info: GraphQLResolveInfo) {
      const { items } = await loadOrderKeys(page.id, context);
      const ids = new Set(items.map(({ product }) => product.id));
      return [...ids].map((id) => lookUp(products, id)(page, values, context, info));
    },
    shipment: byPageId(shipments),
    payment: byPageId(payments),
  },
  ProductPage: {
    product: byPageId(products),
    reviews: byPageId(list("review", "reviewsByProductIds")),
    topReviews: byPageId(list("review", "topReviewsByProductIds")),
    recommendations: byPageId(list("recommendation", "recommendationsByProductIds")),
    relatedProducts: byPageId(list("product", "relatedProductsByIds")),
    async breadcrumbs({ id }: { id: string }, _values: Values, context: object) {
      const { category } = await loadProductFacts(id, context);
      return category.path.map(({ name }, depth) => ({
        label: name,
        path: category.path
          .slice(0, depth + 1)
          .map(({ slug }) => `/${slug}`)
          .join(""),
      }));
    },
    async seoMetadata({ id }: { id: string }, _values: Values, context: object) {
      const { name, description, imageUrl } = await loadProductFacts(id, context);
      return { title: name, description, canonicalUrl: `https://store.example/products/${id}`, imageUrl };
    },
  },
};

const schema = stitchSchemas({
  subschemas: Object.values(subschemas),
  ...(graph === "store"
    ? { typeDefs: readFileSync("schema/gateway.graphql", "utf8").replaceAll("@auth", ""), resolvers: aggregates }
    : {}),
});
createServer({ keepAliveTimeout: 600_000 }, createYoga({ schema })).listen(Number(process.env["PORT"]), "127.0.0.1");
