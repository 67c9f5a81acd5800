import type { Contestant, ContestantName } from "./contestant.ts";

const module = (name: string) => [`bench/contestants/${name}.ts`];

/** The gateway as `npm start` runs it, with its defaults; its limit is on, and too high to refuse anybody. */
const ours = (graph: "store" | "federated") => [
  "--max-semi-space-size=12",
  "src/cli/bin.ts",
  "start",
  "--config",
  `bench/${graph}/gateway.config.ts`,
];
const graphOf = (work: string) => (work === "g" ? "federated" : "store");

const LIMITED = { DEMO_ISSUER: "1", RATE_LIMIT_PER_MINUTE: "1000000000" };
const UNLIMITED = { DEMO_ISSUER: "1", RATE_LIMIT_PER_MINUTE: "0" };

/** As they take twenty times as long as the hand-written one. */
const SLOW = 0.15;
const PRODUCTION = { NODE_ENV: "production" };

export const contestants: Readonly<Record<ContestantName, Contestant>> = {
  handwritten: { name: "handwritten", title: "hand-written", command: () => module("handwritten/server") },
  proxy: { name: "proxy", title: "plain proxy", command: () => module("proxy") },
  echo: { name: "echo", title: "node:http echo", command: () => module("echo") },
  plain: {
    name: "plain",
    title: "plain stack (Yoga, stitchSchemas)",
    command: (work) => [...module("peers/plain-stack"), graphOf(work)],
    environment: PRODUCTION,
    needsPeers: true,
    share: SLOW,
  },
  stitched: {
    name: "stitched",
    title: "Selvage, stitched engine",
    command: (work) => ours(graphOf(work)),
    environment: { ...LIMITED, ENGINE: "stitched" },
    share: SLOW,
  },
  planned: {
    name: "planned",
    title: "Selvage, planned engine",
    command: (work) => ours(graphOf(work)),
    environment: { ...LIMITED, ENGINE: "planned" },
  },
  passing: {
    name: "passing",
    title: "planned, answers passed through",
    command: (work) => ours(graphOf(work)),
    environment: { ...LIMITED, ENGINE: "planned", PASS_THROUGH: "1" },
  },
  "stitched-open": {
    name: "stitched-open",
    title: "stitched, anonymous, no limit",
    command: (work) => ours(graphOf(work)),
    environment: { ...UNLIMITED, ENGINE: "stitched" },
  },
  "stitched-guarded": {
    name: "stitched-guarded",
    title: "stitched, signed in, limited",
    command: (work) => ours(graphOf(work)),
    environment: { ...LIMITED, ENGINE: "stitched" },
    signedIn: true,
  },
  "planned-open": {
    name: "planned-open",
    title: "planned, anonymous, no limit",
    command: (work) => ours(graphOf(work)),
    environment: { ...UNLIMITED, ENGINE: "planned" },
  },
  "planned-guarded": {
    name: "planned-guarded",
    title: "planned, signed in, limited",
    command: (work) => ours(graphOf(work)),
    environment: { ...LIMITED, ENGINE: "planned" },
    signedIn: true,
  },
  hive: {
    name: "hive",
    title: "Hive Gateway",
    command: (work) => [...module("peers/hive-gateway"), graphOf(work)],
    environment: PRODUCTION,
    needsPeers: true,
    share: SLOW,
  },
  "hive-router": {
    name: "hive-router",
    title: "Hive Gateway, router runtime",
    command: (work) => [...module("peers/hive-gateway"), graphOf(work), "router-runtime"],
    environment: PRODUCTION,
    needsPeers: true,
    share: SLOW,
  },
  apollo: {
    name: "apollo",
    title: "Apollo Gateway",
    command: (work) => [...module("peers/apollo-gateway"), graphOf(work)],
    environment: PRODUCTION,
    needsPeers: true,
    share: SLOW,
  },
};
