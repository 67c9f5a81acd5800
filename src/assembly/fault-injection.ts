import type { GatewayConfig } from "../config/config.ts";
import type { Environment } from "../config/environment.ts";

/** Why faults may not be injected where they were asked for: they are for development. */
export function faultInjectionProblems(
  { faultInjection, services }: GatewayConfig,
  environment: Environment,
): string[] {
  if (!isProduction(environment)) return [];
  const places = services.flatMap(({ fault }, index) => (fault === undefined ? [] : [`services[${index}].fault`]));
  if (faultInjection === true) places.unshift("faultInjection");
  return places.map((place) => `${place}: is refused where NODE_ENV is production`);
}

/** Whether faults are injected: where the configuration says so, else where everything is embedded. */
export function injectsFaults({ faultInjection, services }: GatewayConfig, environment: Environment): boolean {
  if (isProduction(environment)) return false;
  return faultInjection ?? services.every(({ endpoints }) => endpoints === undefined);
}

function isProduction(environment: Environment): boolean {
  return environment["NODE_ENV"] === "production";
}
