import { setImmediate } from "node:timers/promises";
import { print } from "graphql";
import { toCall, toExecutor } from "../../src/resilience/call.ts";
import type { Service } from "../../src/registry/service.ts";

/** What is asked of services, wave by wave. */
export interface CallRecord {
  readonly services: readonly Service[];
  /** As text, in an order that is always the same. */
  print(): string;
}

interface Wave {
  readonly calls: string[];
  readonly answered: PromiseWithResolvers<void>;
  open: number;
}

/**
 * Wraps services so that their answers come wave by wave, all at once: then what is asked next depends on what was
 * answered, and not on who was faster.
 */
export function recordCalls(services: readonly Service[]): CallRecord {
  const waves: Wave[] = [];

  function currentWave(): Wave {
    const last = waves.at(-1);
    if (last !== undefined && last.open > 0) return last;
    const wave: Wave = { calls: [], answered: Promise.withResolvers(), open: 0 };
    waves.push(wave);
    return wave;
  }

  const record = (service: Service): Service => ({
    ...service,
    call: toCall(async (request) => {
      const wave = currentWave();
      wave.open += 1;
      wave.calls.push(`${service.name}\n${print(request.document)}\n${JSON.stringify(request.variables)}\n`);
      const result = await toExecutor(service.call)(request);
      // All that are asked in one turn belong together.
      await setImmediate();
      wave.open -= 1;
      if (wave.open === 0) wave.answered.resolve();
      await wave.answered.promise;
      return result;
    }),
    subscribe(request) {
      const calls = [`${service.name}\n${print(request.document)}\n${JSON.stringify(request.variables)}\n`];
      waves.push({ calls, answered: Promise.withResolvers(), open: 0 });
      return service.subscribe(request);
    },
  });

  return {
    services: services.map(record),
    print: () => waves.map(({ calls }, index) => `# wave ${index}\n\n${calls.toSorted().join("\n")}`).join("\n"),
  };
}
