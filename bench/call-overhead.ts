/**
 * What the chain of an upstream call costs where everything is well: CPU microseconds a call, with a transport that
 * answers at once. `node bench/call-overhead.ts [calls]`
 */
import { parse } from "graphql";
import { createMetrics } from "../src/observability/metrics.ts";
import { toExecutor } from "../src/resilience/call.ts";
import { createResilientExecutor } from "../src/resilience/resilient-executor.ts";
import type { Executor } from "../src/transports/transport.ts";
import { Cancellation } from "../src/util/cancellation.ts";

const calls = Number(process.argv[2] ?? 200_000);
const answer = { data: { hello: "you" } };
const transport: Executor = async () => answer;
const document = parse("query ($id: ID!) { product(id: $id) { id name price } }");
const signal = new Cancellation();

async function measure(name: string, execute: Executor): Promise<void> {
  for (const rounds of [calls / 10, calls]) {
    const before = process.cpuUsage();
    for (let done = 0; done < rounds; done += 20) {
      // Some at a time, as in a gateway with traffic.
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          execute({
            document,
            variables: { id: String(done + index) },
            operationType: "query" as never,
            deadline: performance.now() + 10_000,
            signal,
            identity: "",
            tried: [],
          }),
        ),
      );
    }
    const { user, system } = process.cpuUsage(before);
    if (rounds === calls) process.stdout.write(`${name}: ${((user + system) / rounds).toFixed(2)} µs a call\n`);
  }
}

const endpoint = { name: "endpoint", execute: transport };
const metrics = createMetrics();

await measure("transport alone", transport);
await measure("the chain, one endpoint", toExecutor(createResilientExecutor("product", [endpoint], {}).call));
await measure(
  "the chain, two endpoints",
  toExecutor(createResilientExecutor("product", [endpoint, endpoint], {}).call),
);
await measure(
  "the chain, two endpoints, counted",
  toExecutor(createResilientExecutor("product", [endpoint, endpoint], {}, metrics.ofService("product")).call),
);
