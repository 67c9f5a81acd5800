/**
 * `node bench/first-plan.ts`: how long the first plan of an operation takes: 200 fields over the store's seven services,
 * a thousand operations that differ. An operation during which the system gave the processor to somebody else is left out:
 * what the system tells of a thread's CPU time is too coarse for it.
 */
import { readFileSync } from "node:fs";
import { composeContracts } from "../src/assembly/compose-contracts.ts";
import { loadConfig } from "../src/config/load-config.ts";
import { PreparedPlan } from "../src/execution/prepared-plan.ts";
import { buildPlan } from "../src/planning/build-plan.ts";
import { createLogger } from "../src/observability/logger.ts";
import { createDocumentCache } from "../src/operation/document-cache.ts";
import { createLimits } from "../src/operation/limits.ts";
import { createNormalizer } from "../src/planning/normal-document.ts";

const OPERATIONS = 1_000;
const FIELDS = 200;

/** Each with its own names, so that nothing that is known of one helps with another. */
function operation(number: number): string {
  const order = (alias: string) => `${alias}: order(id: "order-${number}") {
    id status placedAt total
    customer { id name email createdAt }
    items { quantity unitPrice product { id name description price imageUrl thumbnailUrl category { id name slug } averageRating
      reviewSummary { count averageRating } reviews(first: 3) { id rating title body createdAt author { id name } } } }
    shipment { id status carrier trackingNumber eta events { occurredAt status location } }
    payment { id status method amount }
  }`;
  const page = (alias: string) => `${alias}: productPage(id: "product-${number}") {
    product { id name description price imageUrl thumbnailUrl category { id name slug } averageRating reviewSummary { count averageRating } }
    reviews { id rating title body createdAt author { id name } }
    topReviews { id rating title body createdAt author { id name } }
    recommendations { id name price thumbnailUrl averageRating }
    relatedProducts { id name price thumbnailUrl averageRating }
    breadcrumbs { label path }
    seoMetadata { title description canonicalUrl imageUrl }
  }`;
  const detail = (alias: string) => `${alias}: orderDetail(id: "order-${number}") {
    order { id status placedAt total items { quantity unitPrice product { id name } } }
    customer { id name email }
    products { id name price averageRating }
    shipment { id status carrier events { occurredAt status location } }
    payment { id status method amount }
  }`;
  return `query Wide${number} { ${order(`a${number}`)} ${page(`b${number}`)} ${detail(`c${number}`)} ${page(`d${number}`)} ${order(`e${number}`)} }`;
}

function countFields(document: object): number {
  return JSON.stringify(document).split('"kind":"Field"').length - 1;
}

// Nobody listens there: nothing is asked.
const addresses = ["ORDER", "PRODUCT", "USER", "SHIPPING", "PAYMENT", "REVIEW", "RECOMMENDATION"].map((name) => [
  `${name}_SERVICE_URL`,
  "http://127.0.0.1:9",
]);
const environment = { ...process.env, ...Object.fromEntries(addresses) } as Record<string, string>;
const { config, directory } = await loadConfig("bench/store/gateway.config.ts", environment);
const { schema } = composeContracts(config, directory, environment);
const { executableSchema, owners, aggregates, timeouts } = schema;
const graph = { schema: executableSchema, owners, aggregates, timeouts };
const readDocument = createDocumentCache(schema.publicSchema, createLimits({}, createLogger("silent")));
const normalize = createNormalizer(schema.executableSchema);

interface Measured {
  readonly readMs: number;
  readonly planMs: number;
  readonly readyMs: number;
  /** Whether somebody else had the processor meanwhile: then the time says nothing. */
  readonly isDisturbed: boolean;
}

const services = new Set<string>();
let fields = 0;

/** How often the system took the processor from this thread; Linux alone tells. */
function countSwitches(): string | undefined {
  if (process.platform !== "linux") return undefined;
  return /^nonvoluntary_ctxt_switches:.*$/m.exec(readFileSync("/proc/thread-self/status", "utf8"))?.[0];
}

function measure(number: number): Measured {
  const text = operation(number);
  const before = countSwitches();
  const began = performance.now();
  const document = readDocument(text);
  const readAt = performance.now();
  const { definition } = normalize(document, undefined, {});
  const prepared = new PreparedPlan(buildPlan(graph, definition));
  const preparedAt = performance.now();
  prepared.makeReady();
  const readyAt = performance.now();
  const isDisturbed = countSwitches() !== before;
  for (const { service } of prepared.plan.steps.flatMap(({ fetches }) => fetches)) services.add(service);
  fields = countFields(document);
  return { readMs: readAt - began, planMs: preparedAt - readAt, readyMs: readyAt - preparedAt, isDisturbed };
}

const all: Measured[] = [];
for (let number = 1; number <= OPERATIONS; number++) all.push(measure(number));
const kept = all.filter(({ isDisturbed }) => !isDisturbed);

if (fields < FIELDS || services.size < 7)
  throw new Error(`The operation has ${fields} fields and asks ${services.size} services: too few.`);
process.stdout.write(
  `${fields} fields over ${services.size} services, ${OPERATIONS} operations that differ; ${kept.length} undisturbed\n`,
);
const titles: Readonly<Record<string, (measured: Measured) => number>> = {
  "first plan": ({ planMs }) => planMs,
  "requests written, and code made for its second use": ({ readyMs }) => readyMs,
  "parsed and validated before": ({ readMs }) => readMs,
};
for (const [title, timeOf] of Object.entries(titles)) {
  const sorted = kept.map(timeOf).toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
  const first = all[0] === undefined ? 0 : timeOf(all[0]);
  process.stdout.write(
    `${title}: the very first ${first.toFixed(2)} ms; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${sorted.at(-1)?.toFixed(2)} ms\n`,
  );
}
