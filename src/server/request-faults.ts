import type { FastifyRequest } from "fastify";
import { GatewayError } from "../errors.ts";
import { parseFaults, type Faults } from "../transports/fault.ts";

const known = new WeakMap<FastifyRequest, Faults>();

/**
 * Reads the faults that a request asks for, in `X-Fault`. Gives why it is refused, where it asks for what is not there, or where
 * none are injected (no services are given).
 */
export function readFaults(request: FastifyRequest, services: readonly string[] | undefined): GatewayError | undefined {
  const header = request.headers["x-fault"];
  if (header === undefined) return undefined;
  if (services === undefined) {
    const message = "X-Fault: no faults are injected here. The configuration allows it by faultInjection: true.";
    return new GatewayError("BAD_USER_INPUT", { message });
  }
  try {
    known.set(request, parseFaults(String(header), services));
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/** The faults that a request asked for. */
export function faultsOf(request: FastifyRequest): Faults | undefined {
  return request.headers["x-fault"] === undefined ? undefined : known.get(request);
}
