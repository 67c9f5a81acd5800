import type { MappingFault } from "../../transports/mapping/directive-arguments.ts";
import { readGrpcMappings } from "../../transports/grpc/read-grpc-mapping.ts";
import type { CompositionRule, Report } from "./composition-rule.ts";
import type { DescribedContract } from "./described-contract.ts";
import { directiveOf } from "./directive-values.ts";

/** Of a service over gRPC, `@grpc` must fit its `.proto`; of any other it says nothing. */
export const validGrpcMappings: CompositionRule = ({ services }, report) => {
  for (const contract of services.values()) {
    if (contract.transport !== "grpc") checkAbsence(contract, report);
    else if (contract.schema !== undefined && contract.proto !== undefined) {
      const faults: MappingFault[] = [];
      readGrpcMappings(contract.schema, contract.proto, faults);
      for (const { node, message } of faults) report.error(node, message);
    }
  }
};

function checkAbsence(contract: DescribedContract, report: Report): void {
  for (const type of contract.types.values()) {
    for (const field of type.fields.values()) {
      const directive = directiveOf(field, "grpc");
      if (directive === undefined) continue;
      report.error(
        directive,
        `@grpc says how ${contract.title} is asked over gRPC, but its transport is "${contract.transport}": take it away, or configure transport: "grpc".`,
      );
    }
  }
}
