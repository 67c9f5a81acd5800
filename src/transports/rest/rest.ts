/** REST: root fields as HTTP requests, as the contract's `@rest` says. */
import { getNullableType, isNonNullType, isScalarType, OperationTypeNode, type GraphQLField } from "graphql";
import { ServiceError } from "../../errors.ts";
import { createKeyLookups, keyText, type KeyLookup } from "../mapping/key-lookups.ts";
import { createMappedExecutor, type RootCall } from "../mapping/mapped-executor.ts";
import { matchByKey } from "../mapping/match-by-key.ts";
import { misfit } from "../mapping/misfit.ts";
import { readValue } from "../mapping/value-path.ts";
import type { Transport, TransportOptions } from "../transport.ts";
import { buildRequest, type RestBase } from "./build-request.ts";
import { readPage, toConnection } from "./connection.ts";
import { readRestMapping } from "./read-rest-mapping.ts";
import { createRestClient } from "./rest-client.ts";
import type { KeysMapping, RestMapping } from "./rest-mapping.ts";

/** Speaks REST with one endpoint, as the contract's `@rest` says. Expects a contract that passed the checks. */
export function createRestTransport(options: TransportOptions): Transport {
  const { service, schema, url } = options;
  const client = createRestClient(options);
  const base: RestBase = { service, path: url.pathname.replace(/\/$/, ""), query: url.search.slice(1) };
  const mappings = new Map<GraphQLField<unknown, unknown>, RestMapping>();
  for (const operation of [OperationTypeNode.QUERY, OperationTypeNode.MUTATION]) {
    for (const field of Object.values(schema.getRootType(operation)?.getFields() ?? {})) {
      const mapping = readRestMapping(schema, operation, field);
      if (mapping !== undefined) mappings.set(field, mapping);
    }
  }
  const lookUp = createKeyLookups();

  async function answer(call: RootCall): Promise<unknown> {
    const mapping = mappings.get(call.field);
    if (mapping === undefined) {
      throw new ServiceError("SERVICE_ERROR", service, {
        cause: `The contract does not say how to ask ${call.field.name}.`,
      });
    }
    if (mapping.keys !== undefined) {
      const values = await lookUp(call, toLookup(mapping, mapping.keys));
      return mapping.keys.isSingle ? (values[0] ?? null) : values;
    }
    const page = mapping.pages && readPage(service, mapping.pages, call.arguments);
    const request = buildRequest(base, mapping, { ...call.arguments, ...page?.values });
    if (request === undefined) return nothing(mapping);
    const found = await client.send(request, mapping, call);
    if (found.kind === "missing") return null;
    if (found.body === null && mapping.method !== "GET" && isBoolean(call.field)) return true;
    const value = resultOf(found.body, mapping, call);
    return page === undefined || mapping.pages === undefined ? value : toConnection(value, mapping.pages, page);
  }

  function toLookup(mapping: RestMapping, keys: KeysMapping): KeyLookup {
    return {
      ...keys,
      async load(given, call) {
        const build = (some: readonly unknown[]) =>
          buildRequest(base, mapping, {
            ...call.arguments,
            [keys.argument]: keys.matchBy === undefined ? some[0] : some,
          });
        // Nothing has an empty key, which a service may take for a request without keys, nor one that no path can hold.
        const asked = given.filter((key) => key !== "" && build([key]) !== undefined);
        const [first] = asked;
        const request = first === undefined ? undefined : build(asked);
        if (request === undefined) return new Map();
        const found = await client.send(request, mapping, call);
        if (found.kind === "missing") return new Map();
        const value = resultOf(found.body, mapping, call);
        if (keys.matchBy === undefined) return new Map([[keyText(first), value]]);
        if (Array.isArray(value))
          return matchByKey((...why) => misfit(service, call, ...why), value, keys.matchBy, asked);
        throw misfit(service, call, "The answer to several keys is no list.");
      },
    };
  }

  function resultOf(body: unknown, { result }: RestMapping, call: RootCall): unknown {
    const value = readValue(body, result);
    if (value !== undefined) return value;
    const place = result.map((step) => (step.kind === "items" ? "[]" : step.name)).join(".");
    throw misfit(service, call, `The answer has no ${place}.`);
  }

  /** What cannot exist is as if the service had said so. */
  function nothing({ missing }: RestMapping): null {
    if (missing.size > 0) return null;
    throw new ServiceError("SERVICE_ERROR", service, { cause: "No path leads to what was asked for." });
  }

  return {
    execute: createMappedExecutor(service, schema, answer),
    probe: (signal) => client.probe(signal),
    dispose: () => client.dispose(),
  };
}

function isBoolean({ type }: GraphQLField<unknown, unknown>): boolean {
  const named = isNonNullType(type) ? getNullableType(type) : type;
  return isScalarType(named) && named.name === "Boolean";
}
