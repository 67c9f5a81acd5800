import { z } from "zod";
import { parseFault } from "../transports/fault.ts";
import { TRANSPORT_KIND_NAMES } from "../transports/transport-kinds.ts";
import { addresses, addressProblems } from "./address.ts";
import { bytes, count, masking, text, type Shape } from "./common-values.ts";
import type { ServiceConfig } from "./config.ts";
import { endpointGroups } from "./endpoint-groups-schema.ts";
import { resilience } from "./resilience-schema.ts";

const fault = z.string().superRefine((given, context) => {
  try {
    parseFault(given, "");
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : String(error) });
  }
});

const service = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]*$/, "must be a lower-case word, for example order"),
    contract: text,
    transport: z.enum(TRANSPORT_KIND_NAMES).optional(),
    endpoints: addresses.optional(),
    endpointGroups: endpointGroups.optional(),
    fault: fault.optional(),
    maxResponseBytes: bytes.optional(),
    passThrough: z.boolean().optional(),
    passToken: z.boolean().optional(),
    errors: z.union([masking, z.strictObject({ queries: masking, mutations: masking })]).optional(),
    proto: text.optional(),
    subscriptions: z.enum(["sse", "ws"]).optional(),
    shareSubscriptions: z.boolean().optional(),
    reconnectAttempts: count.max(1_000, "must be at most 1,000").optional(),
    maxBufferedEvents: z.int().min(1, "must be at least 1").max(100_000, "must be at most 100,000").optional(),
    endpointWeights: z.record(z.url("must be an address"), z.number().min(0.01, "must be at least 0.01")).optional(),
    ...resilience,
  } satisfies Shape<ServiceConfig>)
  .superRefine((given, context) => {
    const { endpoints = [], endpointGroups: groups = [], transport = "graphql", subscriptions, proto } = given;
    const isMisplaced = (field: string, kind: string) => {
      const message = `is for ${kind} services: transport is ${JSON.stringify(transport)}`;
      context.addIssue({ code: "custom", path: [field], message });
    };
    if (subscriptions !== undefined && transport !== "graphql") isMisplaced("subscriptions", "GraphQL");
    if (proto !== undefined && transport !== "grpc") isMisplaced("proto", "gRPC");
    const judge = (given: string | string[], place: readonly (string | number)[]) => {
      for (const { path, message } of addressProblems(given, transport))
        context.addIssue({ code: "custom", path: [...place, ...path], message });
    };
    judge(endpoints, ["endpoints"]);
    groups.forEach((group, index) => judge(group.endpoints, ["endpointGroups", index, "endpoints"]));
  });

/** The services behind the gateway, each with a name of its own. */
export const services = z
  .array(service)
  .min(1, "must name at least one service")
  .superRefine((services, context) => {
    services.forEach(({ name }, index) => {
      if (services.findIndex((other) => other.name === name) < index) {
        context.addIssue({
          code: "custom",
          path: [index, "name"],
          message: `is the name of another service too: ${name}`,
        });
      }
    });
  });
