import { defineConfig, type OxlintOverride } from "oxlint";

/**
 * The house's layers, highest first: a folder (or file of src/) imports only from lines below its own, and not from
 * its neighbours on the same line.
 */
const LAYERS: readonly (readonly string[])[] = [
  ["cli/**", "index.ts"],
  ["gateway.ts"],
  ["assembly/**", "drafting/**"],
  ["config/**"],
  ["server/**"],
  ["operation/**"],
  ["execution/**"],
  ["planning/**"],
  ["composition/**"],
  ["aggregates/**"],
  ["registry/**"],
  ["directives/**", "context.ts"],
  ["resilience/**", "rate-limits/**"],
  ["transports/**", "auth/**", "redis/**"],
  ["errors.ts", "observability/**", "util/**"],
];

/** One library, one door: who may name it. Everybody else goes through those. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  fastify: ["src/server/**"],
  "@fastify/cors": ["src/server/**"],
  "graphql-yoga": ["src/server/**"],
  "@graphql-yoga/render-graphiql": ["src/server/**"],
  "@graphql-tools/stitch": ["src/composition/**"],
  "@graphql-tools/stitching-directives": ["src/composition/**"],
  "@graphql-tools/schema": ["src/composition/**"],
  "@graphql-tools/delegate": ["src/composition/**", "src/aggregates/**"],
  dataloader: ["src/aggregates/loaders.ts"],
  "@apidevtools/swagger-parser": ["src/drafting/**"],
  jose: ["src/auth/**"],
  undici: ["src/transports/**"],
  "@grpc/grpc-js": ["src/transports/grpc/**"],
  protobufjs: ["src/transports/grpc/**", "src/drafting/proto/**"],
  "graphql-ws": ["src/server/**", "src/transports/graphql-ws.ts"],
  ws: ["src/server/**", "src/transports/graphql-ws.ts"],
  cockatiel: ["src/resilience/**"],
  pino: ["src/observability/**"],
  "prom-client": ["src/observability/**"],
  "rate-limiter-flexible": ["src/rate-limits/**"],
  ioredis: ["src/redis/**"],
  "ipaddr.js": ["src/rate-limits/**"],
  "graphql-rate-limit-directive": ["src/directives/**"],
  zod: ["src/config/**"],
};

const libraries = (allowed: string) =>
  Object.entries(DOORS)
    .filter(([, doors]) => !doors.includes(allowed))
    .map(([name]) => ({ name, message: `Only ${DOORS[name]?.join(" and ")} may name ${name}: go through it.` }));

const pathOf = (place: string) => place.replace("/**", "");

/** What a place of src/ may import, by its layer and its doors. */
function rulesFor(place: string, door: string, layer: number): OxlintOverride {
  const forbidden = LAYERS.slice(0, layer + 1)
    .flat()
    .filter((other) => other !== place);
  return {
    files: [door],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: libraries(door),
          patterns: [
            {
              regex: `^\\.\\.?/(\\.\\./)*(${forbidden.map((other) => (other.endsWith("/**") ? `${pathOf(other)}/.*` : other.replace(".", "\\."))).join("|")})$`,
              message: "Imports go down only: see the layers in src/README.md.",
            },
          ],
        },
      ],
    },
  };
}

const layers = LAYERS.flatMap((places, layer) => places.map((place) => rulesFor(place, `src/${place}`, layer)));
const narrowDoors = [
  "aggregates/loaders.ts",
  "transports/graphql-ws.ts",
  "transports/grpc/**",
  "drafting/proto/**",
].map((file) => {
  const place = `${file.split("/")[0]}/**`;
  return rulesFor(
    place,
    `src/${file}`,
    LAYERS.findIndex((places) => places.includes(place)),
  );
});

export default defineConfig({
  plugins: ["typescript", "import", "unicorn", "oxc", "promise", "node", "vitest"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true },
  env: { node: true },
  ignorePatterns: ["**/generated/**"],
  rules: {
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "import/no-self-import": "error",
    "no-console": "error",
    "no-shadow": "off",
    // Answers of SQL, JSON and libraries are of types that only a person knows.
    "typescript/no-unsafe-type-assertion": "off",
    // graphql-js names its kinds by an enum whose values are the texts that the specification uses.
    "typescript/no-unsafe-enum-comparison": "off",
    "no-underscore-dangle": "off",
    "typescript/no-explicit-any": "error",
    "typescript/no-floating-promises": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    "import/no-unassigned-import": "off",
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
  },
  overrides: [
    ...layers,
    ...narrowDoors,
    { files: ["*.config.ts"], rules: { "import/no-default-export": "off" } },
    {
      files: ["test/**"],
      rules: {
        // Names of cases come from tables.
        "vitest/valid-title": "off",
        "vitest/valid-expect": ["error", { maxArgs: 2 }],
        "vitest/expect-expect": ["error", { assertFunctionNames: ["expect*"] }],
        "unicorn/consistent-function-scoping": "off",
        // Properties over generated cases expect by case.
        "vitest/no-conditional-expect": "off",
      },
    },
    { files: ["examples/**"], rules: { "no-console": "off" } },
  ],
});
