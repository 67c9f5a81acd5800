/** gRPC, as a client of one endpoint: unary methods for queries and mutations, streams of the service for subscriptions. */
import type protobuf from "protobufjs";
import { ServiceError } from "../../errors.ts";
import { createKeyLookups, keyText, type KeyLookup } from "../mapping/key-lookups.ts";
import { createMappedExecutor, type RootCall } from "../mapping/mapped-executor.ts";
import { createMappedStream } from "../mapping/mapped-stream.ts";
import { matchByKey } from "../mapping/match-by-key.ts";
import { misfit } from "../mapping/misfit.ts";
import { readValue } from "../mapping/value-path.ts";
import { DEFAULT_MAX_RESPONSE_BYTES, type Transport, type TransportOptions } from "../transport.ts";
import { createGrpcClient } from "./grpc-client.ts";
import { isGrpcFailure } from "./grpc-failures.ts";
import type { GrpcKeys, GrpcMapping } from "./grpc-mapping.ts";
import { readGrpcMappings } from "./read-grpc-mapping.ts";
import { messageLeafReaderOf } from "./read-leaf.ts";
import { createMessageReader } from "./read-message.ts";
import { spokenNames } from "./spoken-names.ts";
import { ValueProblem } from "./write-value.ts";

/** Speaks gRPC with one endpoint, as the contract's `@grpc` says. Expects a contract that passed the checks. */
export function createGrpcTransport(options: TransportOptions): Transport {
  const { service, schema, proto, maxResponseBytes = DEFAULT_MAX_RESPONSE_BYTES } = options;
  if (proto === undefined) throw new Error(`The ${service} service has no .proto.`);
  const mappings = readGrpcMappings(schema, proto);
  const names = spokenNames(schema, mappings.values());
  const { readerOf } = createMessageReader((name) => names.has(name));
  const client = createGrpcClient({ ...options, maxResponseBytes });
  const lookUp = createKeyLookups();

  function mappingOf({ field }: RootCall): GrpcMapping {
    const mapping = mappings.get(field);
    if (mapping !== undefined) return mapping;
    throw new ServiceError("SERVICE_ERROR", service, {
      cause: `The contract does not say how to ask ${field.name}.`,
    });
  }

  async function answer(call: RootCall): Promise<unknown> {
    const mapping = mappingOf(call);
    if (mapping.keys !== undefined) return lookUp(call, toLookup(mapping, mapping.keys));
    return (await ask(call, mapping, call.arguments)) ?? null;
  }

  /** Where the service says that there is none, `undefined`. */
  async function ask(call: RootCall, mapping: GrpcMapping, given: RootCall["arguments"]): Promise<unknown> {
    try {
      return read(await client.ask(mapping.path, () => mapping.writeRequest(given), call), mapping);
    } catch (error) {
      if (isGrpcFailure(error) && mapping.missing.has(error.code)) return undefined;
      throw await client.tell(error, call.request);
    }
  }

  function toLookup(mapping: GrpcMapping, { argument, matchBy, maxKeys, maxConcurrency }: GrpcKeys): KeyLookup {
    return {
      argument,
      maxKeys,
      maxConcurrency,
      async load(keys, call) {
        const { [argument]: _keys, ...others } = call.arguments;
        const givenWith = (some: readonly unknown[]) => ({
          ...others,
          [argument]: matchBy === undefined ? some[0] : some,
        });
        // Nothing has a key that no message can hold; where the other arguments are at fault, that is told.
        const isWritable = canWrite(mapping, givenWith(keys)) || !canWrite(mapping, others);
        const asked = isWritable ? keys : keys.filter((key) => canWrite(mapping, givenWith([key])));
        if (asked.length === 0) return new Map();
        const value = await ask(call, mapping, givenWith(asked));
        if (matchBy === undefined) return value === undefined ? new Map() : new Map([[keyText(asked[0]), value]]);
        return matchByKey((...why) => misfit(service, call, ...why), Array.isArray(value) ? value : [], matchBy, asked);
      },
    };
  }

  function read(bytes: Buffer, { responseType, result }: GrpcMapping): unknown {
    let message: protobuf.Message;
    try {
      message = responseType.decode(bytes);
    } catch (error) {
      throw new ServiceError("SERVICE_BAD_RESPONSE", service, { cause: error });
    }
    return readValue(readerOf(responseType)(message), result) ?? null;
  }

  async function listen(call: RootCall): Promise<AsyncIterable<unknown>> {
    const mapping = mappingOf(call);
    const { request } = call;
    try {
      const messages = await client.listen(mapping.path, mapping.writeRequest(call.arguments), call);
      return readAll(messages, mapping, request);
    } catch (error) {
      throw await client.tell(error, request);
    }
  }

  async function* readAll(
    messages: AsyncIterable<Buffer>,
    mapping: GrpcMapping,
    request: RootCall["request"],
  ): AsyncGenerator {
    try {
      for await (const bytes of messages) yield read(bytes, mapping);
    } catch (error) {
      throw await client.tell(error, request);
    }
  }

  return {
    execute: createMappedExecutor(service, schema, answer, messageLeafReaderOf),
    subscribe: createMappedStream(service, schema, listen, messageLeafReaderOf),
    probe: (signal) => client.probe(signal),
    async dispose() {
      client.dispose();
    },
  };
}

function canWrite({ writeRequest }: GrpcMapping, given: RootCall["arguments"]): boolean {
  try {
    writeRequest(given);
    return true;
  } catch (error) {
    if (error instanceof ValueProblem) return false;
    throw error;
  }
}
