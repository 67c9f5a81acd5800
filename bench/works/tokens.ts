import { demoKeyFile } from "../../src/assembly/assemble-authentication.ts";
import { openDemoIssuer } from "../../src/auth/demo-issuer.ts";

const DAY_SECONDS = 24 * 3_600;

/** Makes a customer's token, each customer's once. Whoever looks at no tokens is sent it, too. */
export async function openTokens(): Promise<(user: string) => Promise<string>> {
  const issuer = await openDemoIssuer(demoKeyFile("bench/store"));
  const made = new Map<string, Promise<string>>();
  return (user) => {
    const token = made.get(user) ?? issuer.sign({ sub: user, roles: ["CUSTOMER"], expiresInSeconds: DAY_SECONDS });
    made.set(user, token);
    return token;
  };
}
