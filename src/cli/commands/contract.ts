import { draftFromOpenApi } from "../../drafting/draft-from-openapi.ts";
import { EXIT, readOptions, UsageError } from "../command.ts";

/** `selvage contract`: prints a first contract on standard output, and what it could not map on standard error. */
export async function runContract(words: readonly string[]): Promise<number> {
  const options = readOptions(words, ["from-openapi"]);
  const file = options["from-openapi"];
  if (file === undefined || file === "")
    throw new UsageError("Say what the service is described by: --from-openapi FILE");
  const { sdl, notes } = await draftFromOpenApi(file);
  for (const note of notes) process.stderr.write(`${note}\n`);
  process.stdout.write(sdl);
  return EXIT.fine;
}
