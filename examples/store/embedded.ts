// Runs services for the gateway, in one process that it forks: embedded.ts order=0 product=4102 (0: a free port).
import { serve, type RunningService } from "./kit/serve.ts";
import { countersPortOf, parsePort, parseServiceName, storeServices } from "./store-services.ts";

/** What the process tells its parent. */
export type EmbeddedMessage =
  | { readonly kind: "listening"; readonly service: string; readonly url: string; readonly countersUrl?: string }
  | { readonly kind: "failed"; readonly service: string; readonly message: string };

const running: RunningService[] = [];

if (process.send === undefined) {
  console.error("embedded.ts is forked by the gateway; to run the services yourself: npm run services");
  process.exit(2);
}
// Ctrl-C reaches every process of a terminal, but only the parent decides when its services end.
process.on("SIGINT", () => {});
process.once("SIGTERM", stop).once("disconnect", stop);

for (const argument of process.argv.slice(2)) {
  const [service = "", port = ""] = argument.split("=");
  try {
    const name = parseServiceName(service);
    const createService = await storeServices[name].load();
    const started = await serve(createService({}), parsePort(port), countersPortOf(parsePort(port)));
    running.push(started);
    const { url, countersUrl } = started;
    tell({ kind: "listening", service, url, ...(countersUrl === url ? {} : { countersUrl }) });
  } catch (error) {
    tell({ kind: "failed", service, message: (error as Error).message }, () => process.exit(1));
    break;
  }
}

function tell(message: EmbeddedMessage, then?: () => void): void {
  // A parent that is gone ends this process by the channel's end; that it cannot be told is no error of its own.
  process.send?.(message, undefined, undefined, () => then?.());
}

function stop(): void {
  void Promise.all(running.map((service) => service.close())).then(() => process.exit(0));
}
