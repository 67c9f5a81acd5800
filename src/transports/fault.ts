/** Faults that a developer asks for, to see what becomes of an answer: `shipping=timeout;review=503@30%`. */
import { GatewayError } from "../errors.ts";

/** What goes wrong with a service's calls, as often as its share says. */
export type Fault = (
  | { readonly kind: "refused" | "reset" | "timeout" | "not-json" | "error" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "slow"; readonly delayMs: number }
) & {
  /** As it was asked for. */
  readonly text: string;
  /** How many of the calls it strikes, between 0 and 1. */
  readonly share: number;
};

/** The faults of one request, by the names of services. */
export type Faults = ReadonlyMap<string, Fault>;

const PLAIN_KINDS = ["refused", "reset", "timeout", "not-json", "error"] as const;
const KNOWN = `${PLAIN_KINDS.join(", ")}, slow=MILLISECONDS, or a status from 400 to 599`;
const MAX_DELAY_MS = 600_000;

/**
 * Reads `service=fault` pairs with `;` (or `,`) between them; `@30%` behind a fault is its share, else it strikes every call.
 * Throws BAD_USER_INPUT that names what is known.
 */
export function parseFaults(text: string, services: readonly string[]): Faults {
  const faults = new Map<string, Fault>();
  for (const pair of text.split(/[;,]/)) {
    if (pair.trim() === "") continue;
    const [name, fault = ""] = divide(pair);
    if (!services.includes(name))
      throw refuse(`X-Fault: ${quote(name)} is no service. There are ${services.join(", ")}.`);
    if (faults.has(name)) throw refuse(`X-Fault: names the ${name} service twice.`);
    faults.set(name, parseFault(fault));
  }
  return faults;
}

/** Reads one fault, `503@30%`; a message of what is wrong with it begins with `place`. Throws BAD_USER_INPUT. */
export function parseFault(text: string, place = "X-Fault: "): Fault {
  const [, name = "", value, percent = "100"] = /^([a-z-]+|\d{3})(?:=(\d+))?(?:@(\d{1,3})%)?$/.exec(text) ?? [];
  const share = Number(percent) / 100;
  if (share > 1) throw refuse(`${place}${quote(text)}: a share is at most 100%.`);
  const given = { text, share };
  if (value === undefined) {
    const kind = PLAIN_KINDS.find((each) => each === name);
    if (kind !== undefined) return { kind, ...given };
    const status = Number(name);
    if (status >= 400 && status < 600) return { kind: "status", status, ...given };
  }
  if (name === "slow" && value !== undefined && Number(value) <= MAX_DELAY_MS)
    return { kind: "slow", delayMs: Number(value), ...given };
  throw refuse(`${place}${quote(text)} is no fault. There are ${KNOWN}, each with a share behind it or not: 503@30%.`);
}

/** What stands before the first `=`, and behind it. */
function divide(pair: string): readonly [string, string?] {
  const place = pair.indexOf("=");
  return place === -1 ? [pair.trim()] : [pair.slice(0, place).trim(), pair.slice(place + 1).trim()];
}

/** Whoever sent it knows what it was: a long text is not sent back whole. */
function quote(text: string): string {
  return JSON.stringify(text.trim().slice(0, 40));
}

function refuse(message: string): GatewayError {
  return new GatewayError("BAD_USER_INPUT", { message });
}
