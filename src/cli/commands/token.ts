import { dirname, resolve } from "node:path";
import { demoKeyFile } from "../../assembly/assemble-authentication.ts";
import { openDemoIssuer } from "../../auth/demo-issuer.ts";
import { DEFAULT_CONFIG_FILE } from "../../config/load-config.ts";
import { EXIT, readOptions, UsageError } from "../command.ts";

const MAX_SECONDS = 31 * 24 * 3600;

/** `selvage token`: prints a token of the demo issuer whose key lies beside the configuration. */
export async function runToken(words: readonly string[]): Promise<number> {
  const options = readOptions(words, ["sub", "roles", "scope", "expires-in", "config"]);
  if (options.sub === undefined || options.sub === "") throw new UsageError("Say whose token it is: --sub user-1");
  const expiresInSeconds = Number(options["expires-in"] ?? 3600);
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > MAX_SECONDS) {
    throw new UsageError(`--expires-in must be seconds, 1 to ${MAX_SECONDS}.`);
  }
  const directory = dirname(resolve(options.config ?? DEFAULT_CONFIG_FILE));
  const issuer = await openDemoIssuer(demoKeyFile(directory));
  const token = await issuer.sign({
    sub: options.sub,
    roles: (options.roles ?? "")
      .split(",")
      .map((role) => role.trim())
      .filter((role) => role !== ""),
    expiresInSeconds,
    ...(options.scope === undefined ? {} : { scope: options.scope }),
  });
  process.stdout.write(`${token}\n`);
  return EXIT.fine;
}
