/** `node bench/growth.ts`: work (d) with 10, 100 and 1,000 orders: whether an order costs more where there are more. */
import { startHelpers } from "./measure/helpers.ts";
import { measureWork } from "./measure-work.ts";
import { readOptions } from "./options.ts";
import { works } from "./works/works.ts";

const ORDERS = 100_000;

const options = { ...readOptions(process.argv.slice(2)), contestants: ["handwritten", "planned"] as const };
using helpers = startHelpers();
process.stdout.write("| orders | contestant | CPU/request | CPU/order | × hand-written |\n|---:|---|---:|---:|---:|\n");
for (const first of [10, 100, 1_000]) {
  const work = {
    ...works.d,
    variables: (request: number) => ({ first, after: `order-${1 + ((request * 53) % 900)}` }),
    requests: Math.max(200, ORDERS / first),
  };
  const { contestants } = await measureWork(work, options, helpers, () => undefined);
  for (const { title, cpuMs, ratio } of contestants)
    process.stdout.write(
      `| ${first} | ${title} | ${cpuMs.toFixed(3)} ms | ${((1_000 * cpuMs) / first).toFixed(1)} µs | ${ratio?.toFixed(2)} |\n`,
    );
}
