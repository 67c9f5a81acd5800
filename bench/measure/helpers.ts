import type { ServicesMessage, ServicesReply } from "../services/serve-services.ts";
import { startHelper, type HelperProcess } from "./helper-process.ts";
import type { LoadMessage, LoadReply } from "./load.ts";

/** The benchmark's own processes: the services, and the load. */
export interface Helpers {
  readonly services: HelperProcess<ServicesMessage, ServicesReply>;
  readonly load: HelperProcess<LoadMessage, LoadReply>;
  [Symbol.dispose](): void;
}

export function startHelpers(): Helpers {
  const services = startHelper<ServicesMessage, ServicesReply>(
    new URL("../services/serve-services.ts", import.meta.url),
  );
  const load = startHelper<LoadMessage, LoadReply>(new URL("load.ts", import.meta.url));
  return {
    services,
    load,
    [Symbol.dispose]() {
      load[Symbol.dispose]();
      services[Symbol.dispose]();
    },
  };
}
