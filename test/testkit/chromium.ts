import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { onTestFinished } from "vitest";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where this machine has a Chromium; nowhere is a failure where everything is required. */
export function findChromium(): string | undefined {
  const found = PLACES.find((place) => existsSync(place));
  if (found === undefined && process.env["REQUIRE_ALL"] === "1")
    throw new Error("There is no Chromium, and REQUIRE_ALL=1.");
  if (found === undefined)
    process.stderr.write("Skipped: there is no Chromium on this machine (apt-get install chromium).\n");
  return found;
}

/** A real browser for one test. */
export async function startChromium(executablePath: string): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  onTestFinished(() => browser.close());
  return browser;
}
