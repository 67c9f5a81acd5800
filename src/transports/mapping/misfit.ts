import { ServiceError } from "../../errors.ts";
import type { RootCall } from "./mapped-executor.ts";

/** An answer that came, but is not what the contract says of the root field. */
export function misfit(service: string, { operation, field }: RootCall, cause: string): ServiceError {
  const coordinate = `${operation.typename.name}.${field.name}`;
  return new ServiceError("SERVICE_BAD_RESPONSE", service, { cause, extensions: { coordinate } });
}
