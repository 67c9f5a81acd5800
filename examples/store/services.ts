// Runs all of the store's services, each in a process of its own: npm run services
import { fork } from "node:child_process";
import type { EmbeddedMessage } from "./embedded.ts";
import { storeServiceNames, storeServices, type StoreServiceName } from "./store-services.ts";

let stopping = false;
const children = storeServiceNames.map(start);
process.on("SIGINT", stop).on("SIGTERM", stop);

function start(name: StoreServiceName) {
  const child = fork(new URL("embedded.ts", import.meta.url), [`${name}=${storeServices[name].port}`]);
  let failed = false;
  child.on("message", (message: EmbeddedMessage) => {
    if (message.kind === "listening") {
      const counters = message.countersUrl === undefined ? "" : `  (counters: ${message.countersUrl}/counters)`;
      console.log(`${name.padEnd(14)}  ${message.url}${storeServices[name].path}  pid ${child.pid}${counters}`);
    } else {
      failed = true;
      console.error(`The ${name} service did not start: ${message.message}`);
    }
  });
  child.on("exit", (code, signal) => {
    if (stopping) {
      return;
    }
    // Without one of its services the store is not whole: that is a failure, unless all were asked to end.
    process.exitCode = 1;
    if (!failed) {
      console.error(`The ${name} service (pid ${child.pid}) ended by ${signal ?? `exit ${code}`}; the others go on.`);
    }
  });
  return child;
}

function stop(): void {
  stopping = true;
  process.exitCode = 0;
  // Only what was started here; a child that has ended already is left alone.
  children.forEach((child) => child.kill("SIGTERM"));
}
