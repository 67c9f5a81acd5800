import { ServiceError, type ServiceErrorOptions } from "../../errors.ts";
import { readDirective } from "./directive-arguments.ts";
import type { RootCall } from "./mapped-executor.ts";

/** An answer that came, but is not what the contract says of the root field; clients know nothing of one that they do not see. */
export function misfit(
  service: string,
  { operation, field }: RootCall,
  cause: string,
  more: Pick<ServiceErrorOptions, "mayBeAskers"> = {},
): ServiceError {
  const isSeen = readDirective(field, "inaccessible") === undefined;
  const extensions = isSeen ? { coordinate: `${operation.typename.name}.${field.name}` } : {};
  return new ServiceError("SERVICE_BAD_RESPONSE", service, { cause, extensions, ...more });
}
