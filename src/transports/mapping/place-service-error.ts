import { ServiceError, type ServiceErrorOptions } from "../../errors.ts";

/** The same error elsewhere: at the place of the answer where its null stands, or nowhere in particular. */
export function placeServiceError(
  error: ServiceError,
  path: readonly (string | number)[] | undefined,
  changed: Pick<ServiceErrorOptions, "failure" | "neverSent"> = {},
): ServiceError {
  const nullKey = path?.at(-1);
  return new ServiceError(error.code, error.service, {
    message: error.message,
    cause: error.cause,
    extensions: error.extensions,
    failure: error.failure,
    neverSent: error.neverSent,
    mayBeAskers: error.mayBeAskers,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    ...(path === undefined ? {} : { path }),
    ...(nullKey === undefined ? {} : { nullKey }),
    ...changed,
  });
}
