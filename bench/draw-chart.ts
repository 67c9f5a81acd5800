/** `node bench/draw-chart.ts RESULT.json CHART.svg`: CPU time a request as bars, in multiples of the yardstick, work by work. */
import { readFileSync, writeFileSync } from "node:fs";
import type { BenchResult, ContestantResult, WorkResult } from "./result.ts";

const WIDTH = 860;
const LABELS = 250;
const BAR = 16;
const GAP = 4;
const GROUP_GAP = 34;
const MARGIN = 24;

const COLOURS: Readonly<Record<string, string>> = {
  planned: "#1a7f5a",
  stitched: "#7fbf9f",
  handwritten: "#555",
  echo: "#555",
};
const OTHER_COLOUR = "#b8b8c4";

const [from = "", to = ""] = process.argv.slice(2);
if (from === "" || to === "") throw new Error("Usage: node bench/draw-chart.ts RESULT.json CHART.svg");
const { machine, works, options } = JSON.parse(readFileSync(from, "utf8")) as BenchResult;

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const drawn = works.filter(({ work }) => work !== "h").toSorted((one, other) => one.work.localeCompare(other.work));
const longest = Math.max(...drawn.flatMap(({ contestants }) => contestants.map(({ ratio }) => ratio ?? 0)));

function drawBar({ contestant, title, ratio, cpuMs }: ContestantResult, y: number): string {
  const length = Math.max(1, ((ratio ?? 0) / longest) * (WIDTH - LABELS - 3 * MARGIN - 110));
  const weight = contestant === "planned" ? ' font-weight="bold"' : "";
  return `<text x="${LABELS}" y="${y + BAR - 4}" text-anchor="end"${weight}>${escape(title)}</text>
<rect x="${LABELS + 8}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="2" fill="${COLOURS[contestant] ?? OTHER_COLOUR}"/>
<text x="${(LABELS + 14 + length).toFixed(1)}" y="${y + BAR - 4}"${weight}>${(ratio ?? 0).toFixed(1)} × (${cpuMs.toFixed(2)} ms)</text>`;
}

function drawWork({ work, title, contestants }: WorkResult, top: number): { svg: string; height: number } {
  const bars = contestants.toSorted((one, other) => (one.ratio ?? 0) - (other.ratio ?? 0));
  const svg = [
    `<text x="${MARGIN}" y="${top + 14}" font-weight="bold">(${work}) ${escape(title)}</text>`,
    ...bars.map((bar, place) => drawBar(bar, top + 24 + place * (BAR + GAP))),
  ].join("\n");
  return { svg, height: 24 + bars.length * (BAR + GAP) + GROUP_GAP };
}

let top = 70;
const groups: string[] = [];
for (const work of drawn) {
  const { svg, height } = drawWork(work, top);
  groups.push(svg);
  top += height;
}
writeFileSync(
  to,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}" font-family="system-ui, sans-serif" font-size="12" fill="#222">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${MARGIN}" y="28" font-size="16" font-weight="bold">CPU time of a request, in multiples of a hand-written aggregator</text>
<text x="${MARGIN}" y="48" fill="#666">${machine.cores} shared cores, Node ${escape(machine.node)}; ${options.rounds} rounds, ${options.concurrency} requests at once; (f): in multiples of a node:http echo. Shorter is better.</text>
${groups.join("\n")}
</svg>
`,
);
