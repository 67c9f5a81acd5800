import type { ExecutionResult } from "@graphql-tools/utils";
import { parse } from "graphql";
import { onTestFinished } from "vitest";
import { createGrpcTransport } from "../../../src/transports/grpc/grpc.ts";
import { loadProto } from "../../../src/transports/grpc/load-proto.ts";
import { readGrpcMappings } from "../../../src/transports/grpc/read-grpc-mapping.ts";
import type { MappingFault } from "../../../src/transports/mapping/directive-arguments.ts";
import type { Transport, TransportOptions, UpstreamRequest } from "../../../src/transports/transport.ts";
import { readContracts } from "../../composition/checks/run-rule.ts";

export interface GrpcUnderTest extends Transport {
  ask(query: string, variables?: Record<string, unknown>, request?: Partial<UpstreamRequest>): Promise<ExecutionResult>;
}

/** The transport alone, against a contract and an address. It ends with the test. */
export function openGrpc(
  sdl: string,
  { url, proto: file }: { readonly url: string; readonly proto: string },
  options: Partial<TransportOptions> = {},
): GrpcUnderTest {
  const [contract] = readContracts({ test: sdl });
  if (contract === undefined) throw new Error("There is no contract.");
  const proto = loadProto(file);
  const faults: MappingFault[] = [];
  readGrpcMappings(contract.schema, proto, faults);
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join("\n"));
  const transport = createGrpcTransport({
    service: "test",
    schema: contract.schema,
    url: new URL(url),
    proto,
    headers: () => ({}),
    ...options,
  });
  onTestFinished(() => transport.dispose());
  return {
    ...transport,
    ask: (query, variables = {}, request = {}) => transport.execute({ document: parse(query), variables, ...request }),
  };
}
