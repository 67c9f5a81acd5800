import { ServiceError } from "../errors.ts";

/**
 * What services answer one operation that does not fit their contracts. A coordinate that is answered badly is one failure,
 * however many objects have it.
 */
export class Misfits {
  #failures: Map<string, object> | undefined;

  /** Makes the error, to be told where it shows; `what` completes "Type.field …". */
  misfit(service: string, coordinate: string, what: string): ServiceError {
    const failures = (this.#failures ??= new Map());
    const failure = failures.get(`${service} ${coordinate}`) ?? {};
    failures.set(`${service} ${coordinate}`, failure);
    return new ServiceError("SERVICE_BAD_RESPONSE", service, {
      failure,
      cause: `${coordinate} ${what}.`,
      extensions: { coordinate },
    });
  }
}
