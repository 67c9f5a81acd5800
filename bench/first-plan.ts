/**
 * `node bench/first-plan.ts`: how long the first plan of an operation takes: 200 fields over the store's seven services,
 * a thousand operations that differ. In CPU time of the one thread that does it, so that who else is busy does not matter.
 */
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
const graph = { schema: schema.executableSchema, owners: schema.owners, aggregates: schema.aggregates };
const readDocument = createDocumentCache(schema.publicSchema, createLimits({}, createLogger("silent")));
const normalize = createNormalizer(schema.executableSchema);

const milliseconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1_000;

const read: number[] = [];
const planned: number[] = [];
const services = new Set<string>();
let fields = 0;
for (let number = 1; number <= OPERATIONS; number++) {
  const text = operation(number);
  const began = process.threadCpuUsage();
  const document = readDocument(text);
  const readAt = process.threadCpuUsage();
  const { definition } = normalize(document, undefined, {});
  const { plan } = new PreparedPlan(buildPlan(graph, definition));
  planned.push(milliseconds(process.threadCpuUsage(readAt)));
  read.push(milliseconds(readAt) - milliseconds(began));
  for (const { service } of plan.steps.flatMap(({ fetches }) => fetches)) services.add(service);
  fields = countFields(document);
}

if (fields < FIELDS || services.size < 7)
  throw new Error(`The operation has ${fields} fields and asks ${services.size} services: too few.`);
process.stdout.write(`${fields} fields over ${services.size} services, ${OPERATIONS} operations that differ\n`);
for (const [title, times] of Object.entries({
  "plan (normal form, plan, compiled)": planned,
  "parsed and validated before": read,
})) {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
  process.stdout.write(
    `${title}: the very first ${times[0]?.toFixed(2)} ms; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${sorted.at(-1)?.toFixed(2)} ms\n`,
  );
}
