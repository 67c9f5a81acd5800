import { serverAudits } from "graphql-http";
import { describe, expect, it } from "vitest";
import { startSmallGateway } from "../testkit/small-gateway.ts";

let url = "";
const audits = serverAudits({ url: () => `${url}/graphql`, fetchFn: fetch });

describe("GraphQL over HTTP", () => {
  for (const audit of audits) {
    it(`${audit.id} ${audit.name}`, async () => {
      ({ url } = await startSmallGateway());
      const result = await audit.fn();
      expect("reason" in result ? result.reason : result.status).toBe("ok");
    });
  }
});
