import type { DraftedContract } from "../../drafting/drafted-contract.ts";
import { EXIT, readOptions, UsageError } from "../command.ts";

/** `selvage contract`: prints a first contract on standard output, and what it could not map on standard error. */
export async function runContract(words: readonly string[]): Promise<number> {
  const options = readOptions(words, ["from-openapi", "from-proto"]);
  const { sdl, notes } = await draft(options["from-openapi"], options["from-proto"]);
  for (const note of notes) process.stderr.write(`${note}\n`);
  process.stdout.write(sdl);
  return EXIT.fine;
}

async function draft(openApi: string | undefined, proto: string | undefined): Promise<DraftedContract> {
  const file = openApi ?? proto;
  if (file === undefined || file === "" || (openApi !== undefined && proto !== undefined)) {
    throw new UsageError("Say what the service is described by: --from-openapi FILE or --from-proto FILE");
  }
  return openApi === undefined
    ? (await import("../../drafting/draft-from-proto.ts")).draftFromProto(file)
    : (await import("../../drafting/draft-from-openapi.ts")).draftFromOpenApi(file);
}
