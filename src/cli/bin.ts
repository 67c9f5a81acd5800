#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Compiled code is kept between starts: the second is faster than the first.
enableCompileCache();
const { runCli } = await import("./cli.ts");

process.exitCode = await runCli(process.argv.slice(2));
