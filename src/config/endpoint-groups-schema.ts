import { z } from "zod";
import { whyUnreachable, type EndpointGroupOptions, type GroupCondition } from "../registry/choose-groups.ts";
import { addresses } from "./address.ts";
import { header, text, type Shape } from "./common-values.ts";

/** A secret does not belong into a configuration, and says who asks, not who answers. */
const CREDENTIALS: readonly string[] = ["authorization", "proxy-authorization", "x-api-key", "cookie"];

const groupHeader = header.refine(
  (name) => !CREDENTIALS.includes(name.toLowerCase()),
  "is a credential: it does not choose who answers",
);

/** The groups of endpoints of a service; addresses are judged by `addressProblems`. */
export const endpointGroups = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be a lower-case word, for example canary"),
      when: z.strictObject({
        headers: z
          .record(groupHeader, text)
          .refine(
            (headers) => Object.keys(headers).length > 0,
            "must name at least one header: all else is `endpoints`",
          ),
      } satisfies Shape<GroupCondition>),
      endpoints: addresses,
    } satisfies Shape<EndpointGroupOptions>),
  )
  .superRefine((groups, context) => {
    groups.forEach(({ name }, index) => {
      if (groups.findIndex((other) => other.name === name) < index) {
        const message = `is the name of another group of the service too: ${name}`;
        context.addIssue({ code: "custom", path: [index, "name"], message });
      }
      const why = whyUnreachable(groups, index);
      if (why !== undefined) context.addIssue({ code: "custom", path: [index, "when"], message: why });
    });
  });
