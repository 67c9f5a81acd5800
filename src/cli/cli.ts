import { ConfigurationError } from "../errors.ts";
import { EXIT, type Command, UsageError } from "./command.ts";

/** Each is loaded when it is asked for: a token needs no gateway. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./commands/start.ts")).runStart,
  check: async () => (await import("./commands/check.ts")).runCheck,
  plan: async () => (await import("./commands/plan.ts")).runPlan,
  contract: async () => (await import("./commands/contract.ts")).runContract,
  token: async () => (await import("./commands/token.ts")).runToken,
};

const USAGE = `selvage: a GraphQL aggregation gateway

  selvage start [--config FILE] [--port N]       start the gateway
  selvage check [--config FILE] [--print FILE]   compose the contracts and report; --print writes the graph as SDL
  selvage plan FILE [--operation NAME] [--variables JSON] [--json] [--config FILE]
                                                 print which services an operation asks, for what and in which order
  selvage contract --from-openapi FILE | --from-proto FILE
                                                 print a first contract for a service, to be edited by hand
  selvage token --sub ID [--roles A,B] [--scope "a b"] [--expires-in SECONDS] [--config FILE]
                                                 print a token of the demo issuer

Without --config, gateway.config.ts of the current folder is used.
`;

const HELP: ReadonlySet<string> = new Set(["help", "--help", "-h"]);

/** Runs a command line; gives the exit code: 0 fine, 1 failed at run time, 2 wrong usage, configuration or contract. */
export async function runCli(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined) {
    process.stderr.write(USAGE);
    return EXIT.usage;
  }
  if (HELP.has(name) || rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(USAGE);
    return EXIT.fine;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  try {
    if (load === undefined) throw new UsageError(`There is no command "${name}".`);
    const command = await load();
    return await command(rest);
  } catch (error) {
    return tell(error);
  }
}

function tell(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if (error instanceof ConfigurationError) {
    const { length } = error.problems;
    process.stderr.write(
      `${length === 1 ? "There is a problem" : `There are ${length} problems`}:\n${error.problems.map((problem) => `  ${problem}\n`).join("")}`,
    );
    return EXIT.usage;
  }
  process.stderr.write(`${describe(error)}\n`);
  return EXIT.failed;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port, address } = error as Error & { code?: string; port?: number; address?: string };
  if (code === "EADDRINUSE")
    return `Port ${port} of ${address} is in use. Stop what uses it, or choose another with --port N or PORT.`;
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} may not be used by this user. Choose another with --port N or PORT.`;
  if (code === "EADDRNOTAVAIL") return `This machine has no address ${address}. Choose another with HOST.`;
  return error.message;
}
