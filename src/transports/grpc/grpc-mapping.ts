import type protobuf from "protobufjs";
import type { ValuePath } from "../mapping/value-path.ts";
import type { RequestWriter } from "./request-template.ts";

/** How one root field is asked of a gRPC service, and what becomes of the answer: what `@grpc` says. */
export interface GrpcMapping {
  /** `/store.shipping.v1.Shipping/ListShipments` */
  readonly path: string;
  readonly writeRequest: RequestWriter;
  readonly responseType: protobuf.Type;
  /** Where in the response the value is. */
  readonly result: ValuePath;
  /** The status codes that say that there is none. */
  readonly missing: ReadonlySet<number>;
  readonly keys: GrpcKeys | undefined;
}

/** Many messages looked up by their keys. */
export interface GrpcKeys {
  readonly argument: string;
  /** Where each message of the answer has its key; without it, each key takes a call of its own. */
  readonly matchBy: ValuePath | undefined;
  readonly maxKeys: number;
  readonly maxConcurrency: number;
}
