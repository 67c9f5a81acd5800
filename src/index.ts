/** What `selvage` offers to those who import it. */
export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export type { GatewayService } from "./assembly/locate-services.ts";
export {
  defineConfig,
  type AuthenticationConfig,
  type EmbeddedConfig,
  type ExampleOperation,
  type GatewayConfig,
  type RouteConfig,
  type ServiceConfig,
} from "./config/config.ts";
export { ERRORS, ConfigurationError, GatewayError, ServiceError, type ErrorCode } from "./errors.ts";
export type {
  Aggregate,
  ArgumentKey,
  DerivedJoin,
  FetchJoin,
  Join,
  JoinedKey,
  JoinKey,
} from "./aggregates/aggregate.ts";
export { orderDetail } from "./aggregates/order-detail.ts";
export { productPage, type ProductPageOptions } from "./aggregates/product-page.ts";
export type { DemoIssuer, DemoToken } from "./auth/demo-issuer.ts";
export type { EmbeddedMessage } from "./registry/embedded-services.ts";
export type { CostOptions } from "./operation/cost/cost-policy.ts";
export type { LimitsOptions } from "./operation/limits.ts";
export type { ServiceOptions } from "./registry/service.ts";
export type { FailedService, PartialAnswer, ServiceState } from "./operation/tell-partial.ts";
export type { OperationRouteOptions } from "./server/routes/operation-routes.ts";
export type { ServiceRouteOptions } from "./server/routes/service-routes.ts";
export type { ServerOptions } from "./server/server-options.ts";
