// Runs one of the store's services: npm run service -- order --port 4101 [--database FILE]
import { parseArgs } from "node:util";
import { serve } from "./kit/serve.ts";
import { countersPortOf, parsePort, parseServiceName, storeServices } from "./store-services.ts";

const command = readCommand();
try {
  const createService = await storeServices[command.name].load();
  const running = await serve(createService(command.options), command.port, countersPortOf(command.port));
  const stop = () => void running.close().then(() => process.exit(0));
  process.once("SIGTERM", stop).once("SIGINT", stop);
  console.log(`${command.name} service: ${running.url}${storeServices[command.name].path}`);
  if (running.countersUrl !== running.url) {
    console.log(`its counters: ${running.countersUrl}/counters`);
  }
} catch (error) {
  end(1, `The ${command.name} service did not start: ${(error as Error).message}`);
}

function readCommand() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { port: { type: "string" }, database: { type: "string" } },
    });
    if (positionals.length !== 1) {
      throw new Error("Name one service: npm run service -- order [--port 4101] [--database FILE]");
    }
    const name = parseServiceName(positionals[0]!);
    const port = values.port === undefined ? storeServices[name].port : parsePort(values.port);
    return { name, port, options: values.database === undefined ? {} : { database: values.database } };
  } catch (error) {
    return end(2, (error as Error).message);
  }
}

function end(code: number, message: string): never {
  console.error(message);
  process.exit(code);
}
