import type { DemoIssuer } from "../auth/demo-issuer.ts";
import type { ExampleOperation, GatewayConfig } from "../config/config.ts";
import type { Gateway } from "../gateway.ts";

interface Announced extends Pick<Gateway, "url" | "services">, Partial<Pick<Gateway, "adminUrl">> {
  readonly demoIssuer: Pick<DemoIssuer, "sign"> | undefined;
}

/**
 * What whoever starts the gateway reads: where everything is, and a first request to try. `configFile` is the one that was
 * asked for: who makes tokens must name it, too, for the demo issuer's key lies beside it.
 */
export async function printBanner(gateway: Announced, config: GatewayConfig, configFile?: string): Promise<string> {
  const { services, url } = gateway;
  const embedded = services.filter(({ kind }) => kind === "embedded").map(({ name }) => name);
  const external = services
    .filter(({ kind }) => kind === "external")
    .map(({ name, endpoints }) => `${name} (${endpoints.map(withoutSecrets).join(", ")})`);
  const lines = [
    `Selvage listens at ${url}/graphql`,
    ...(config.server?.graphiql === false ? [] : [`  GraphiQL   ${url}/graphql in a browser`]),
    `  health     ${url}/health/ready`,
    ...adminLines(gateway, config),
    ...faultLines(config),
    ...groupLines(config),
    `  embedded   ${embedded.join(", ") || "none"}`,
    `  external   ${external.join(", ") || "none"}`,
    `  tokens     ${gateway.demoIssuer === undefined ? issuersOf(config) : `of the demo issuer: ${tokenCommand(configFile)}`}`,
  ];
  for (const example of config.examples ?? []) lines.push(...(await printExample(example, gateway)));
  return `${lines.join("\n")}\n`;
}

function tokenCommand(configFile: string | undefined): string {
  const command = "npx selvage token --sub user-1 --roles CUSTOMER";
  if (configFile === undefined) return command;
  return `${command} --config ${/^[\w./-]+$/.test(configFile) ? configFile : `'${configFile}'`}`;
}

/** Whose tokens are accepted; nobody's where only API keys are. */
function issuersOf({ authentication = {} }: GatewayConfig): string {
  const { jwksUrl, issuers = [], introspection } = authentication;
  const urls = [jwksUrl, ...issuers.map((issuer) => issuer.jwksUrl), introspection?.url];
  const known = urls.filter((url) => url !== undefined).map(withoutSecrets);
  return known.length === 0 ? "none are accepted" : `checked by ${known.join(", ")}`;
}

/** Of several processes none knows more of it than its port. */
function adminLines({ url, adminUrl }: Announced, { server }: GatewayConfig): string[] {
  if (server?.adminPort === undefined) return [];
  const place = adminUrl ?? new URL(url).origin.replace(/:\d+$/, `:${server.adminPort}`);
  return [`  admin      ${place}/health/services, ${place}/metrics`];
}

/** So that nobody looks for long for what is wrong with a service. */
function faultLines({ services }: GatewayConfig): string[] {
  const faults = services.flatMap(({ name, fault }) => (fault === undefined ? [] : [`${name}=${fault}`]));
  return faults.length === 0 ? [] : [`  faults     ${faults.join("; ")}, as the configuration asks for`];
}

function groupLines({ services }: GatewayConfig): string[] {
  return services.flatMap(({ name, endpointGroups = [] }) =>
    endpointGroups.map((group) => {
      const headers = Object.entries(group.when.headers).map(([header, value]) => `${header}: ${value}`);
      const addresses = [group.endpoints].flat().map(withoutSecrets);
      return `  group      ${name} ${group.name} (${addresses.join(", ")}) for ${headers.join(", ")}`;
    }),
  );
}

async function printExample(
  { title, query, token }: ExampleOperation,
  { url, demoIssuer }: Announced,
): Promise<string[]> {
  if (token !== undefined && demoIssuer === undefined) return [];
  const authorization = token === undefined ? "" : ` -H 'authorization: Bearer ${await demoIssuer?.sign(token)}'`;
  const body = JSON.stringify({ query: query.replace(/\s+/g, " ") }).replaceAll("'", "'\\''");
  return [
    "",
    `Try it: ${title}`,
    `  curl -s ${url}/graphql -H 'content-type: application/json'${authorization} -d '${body}'`,
  ];
}

/** An address may hold a password. */
function withoutSecrets(endpoint: string): string {
  const url = new URL(endpoint);
  return `${url.protocol}//${url.host}${url.pathname === "/" ? "" : url.pathname}`;
}
