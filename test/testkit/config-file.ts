import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeFolder } from "./test-gateway.ts";

const API = pathToFileURL("src/index.ts").href;

/** A folder with a configuration file, of which the text is given, and the contract of one service, `a.graphql`. */
export function writeConfig(config: string, contract = "type Query { hello: String }"): string {
  const directory = makeFolder();
  writeFileSync(join(directory, "a.graphql"), contract);
  const file = join(directory, "gateway.config.ts");
  writeFileSync(
    file,
    `import { defineConfig } from ${JSON.stringify(API)};\nexport default defineConfig(${config});\n`,
  );
  return file;
}
