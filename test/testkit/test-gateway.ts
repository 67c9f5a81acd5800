import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { ENGINE } from "./engine.ts";
import { createGateway, type Gateway, type GatewayConfig, type ServiceConfig } from "../../src/index.ts";

export interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly TestError[];
}

export interface TestError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface TestGateway {
  readonly url: string;
  /** Sends an operation over HTTP. */
  readonly ask: (
    query: string,
    variables?: Record<string, unknown>,
    headers?: Record<string, string>,
  ) => Promise<GraphqlAnswer>;
  readonly gateway: Gateway;
}

export type TestService = { readonly sdl: string; readonly url: string } & Omit<ServiceConfig, "name" | "contract">;
export type TestConfig = Omit<GatewayConfig, "services" | "gatewayContract"> & {
  gatewaySdl?: string;
  environment?: Record<string, string>;
};

/** A gateway over services whose contracts stand in the test. It ends with the test. */
export async function startTestGateway(
  services: Readonly<Record<string, TestService>>,
  { gatewaySdl, environment = {}, ...config }: TestConfig = {},
): Promise<TestGateway> {
  const directory = makeFolder();
  const configs = Object.entries(services).map(([name, { sdl, url, ...options }]): ServiceConfig => {
    writeFileSync(join(directory, `${name}.graphql`), sdl);
    return { name, contract: `${name}.graphql`, endpoints: url, ...options };
  });
  if (gatewaySdl !== undefined) writeFileSync(join(directory, "gateway.graphql"), gatewaySdl);
  const gateway = await createGateway(
    {
      services: configs,
      ...(gatewaySdl === undefined ? {} : { gatewayContract: "gateway.graphql" }),
      logLevel: "silent",
      rateLimits: { requestsPerMinute: 0 },
      engine: ENGINE,
      ...config,
      server: { port: 0, drainMs: 0, ...config.server },
    },
    { directory, environment },
  );
  onTestFinished(() => gateway.dispose());
  return { url: gateway.url, gateway, ask: (query, variables, headers) => ask(gateway.url, query, variables, headers) };
}

/** Sends an operation to a gateway over HTTP. */
export async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as GraphqlAnswer;
}

/** A folder of the test's own; it goes with the test. */
export function makeFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), "selvage-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
