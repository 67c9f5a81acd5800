import addresses from "ipaddr.js";
import type { Principal } from "../auth/principal.ts";
import { BoundedMap } from "../util/bounded-map.ts";

/** Clients ask again. */
const networks = new BoundedMap<string, string>({ entries: 1_000 });

/** Whose quota a request is charged to: the principal's, or, for nobody, the network's that it comes from. */
export function clientKey(principal: Principal, address: string): string {
  return principal.kind === "anonymous" ? `network:${networkOf(address)}` : `${principal.kind}:${principal.id}`;
}

/** An IPv4 address, or the /64 of an IPv6 one: a single household or server has all of that. */
export function networkOf(address: string): string {
  let network = networks.get(address);
  if (network === undefined) {
    network = parseNetwork(address);
    networks.set(address, network);
  }
  return network;
}

function parseNetwork(address: string): string {
  const [withoutZone = address] = address.split("%");
  try {
    const parsed = addresses.parse(withoutZone);
    if (!(parsed instanceof addresses.IPv6)) return parsed.toString();
    if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
    const prefix = parsed.parts.slice(0, 4).map((part) => part.toString(16));
    return `${prefix.join(":")}::/64`;
  } catch {
    return "unknown";
  }
}
