import {
  getNullableType,
  isListType,
  isNonNullType,
  OperationTypeNode,
  type GraphQLField,
  type GraphQLSchema,
} from "graphql";
import type protobuf from "protobufjs";
import { readDirective, type DirectiveArguments, type MappingFault } from "../mapping/directive-arguments.ts";
import { parseValuePath, type ValuePath } from "../mapping/value-path.ts";
import { createResultCheck } from "./check-result-type.ts";
import { findMethod } from "./find-method.ts";
import type { GrpcKeys, GrpcMapping } from "./grpc-mapping.ts";
import { GRPC_STATUS, isGrpcStatusName } from "./grpc-status.ts";
import type { Proto } from "./load-proto.ts";
import { fullNameOf } from "./proto-field.ts";
import { describePlace, followPath, type ProtoPlace } from "./proto-place.ts";
import { compileRequest } from "./request-template.ts";

type Field = GraphQLField<unknown, unknown>;

const DEFAULT_MAX_KEYS = 1_000;
const DEFAULT_MAX_CONCURRENCY = 8;
const OPERATIONS = [OperationTypeNode.QUERY, OperationTypeNode.MUTATION, OperationTypeNode.SUBSCRIPTION];

/**
 * Reads how each root field of a contract is asked of a gRPC service. What does not fit the `.proto` is added to `faults`,
 * with its place in the contract; a field that cannot be asked at all is left out.
 */
export function readGrpcMappings(
  schema: GraphQLSchema,
  proto: Proto,
  faults: MappingFault[] = [],
): ReadonlyMap<Field, GrpcMapping> {
  const reader = new MappingReader(schema, proto, faults);
  const mappings = new Map<Field, GrpcMapping>();
  for (const operation of OPERATIONS) {
    for (const field of Object.values(schema.getRootType(operation)?.getFields() ?? {})) {
      const mapping = reader.read(operation, field);
      if (mapping !== undefined) mappings.set(field, mapping);
    }
  }
  return mappings;
}

class MappingReader {
  readonly #proto: Proto;
  readonly #faults: MappingFault[];
  readonly #checkResult: ReturnType<typeof createResultCheck>;

  constructor(schema: GraphQLSchema, proto: Proto, faults: MappingFault[]) {
    this.#proto = proto;
    this.#faults = faults;
    this.#checkResult = createResultCheck(schema, faults);
  }

  read(operation: OperationTypeNode, field: Field): GrpcMapping | undefined {
    const directive = readDirective(field, "grpc", this.#faults);
    if (directive === undefined) {
      this.#fault(
        field.astNode ?? undefined,
        `${field.name} does not say how it is asked over gRPC: add @grpc(method: …).`,
      );
      return undefined;
    }
    const name = directive.text("method") ?? "";
    const method = findMethod(this.#proto, name, operation, (message) =>
      this.#fault(directive.valueOf("method"), message),
    );
    if (method === undefined) return undefined;
    const keys = this.#keys(field, directive);
    const responseType = method.resolvedResponseType as protobuf.Type;
    const result = this.#path(directive, "result");
    this.#checkPlaces(field, directive, { kind: "message", type: responseType }, result, keys);
    return {
      path: `/${fullNameOf(method.parent as protobuf.Service)}/${method.name}`,
      writeRequest: compileRequest({
        template: directive.text("request"),
        field,
        // Where each key takes a call of its own, the argument stands for one of them.
        single: keys !== undefined && keys.matchBy === undefined ? keys.argument : undefined,
        type: method.resolvedRequestType as protobuf.Type,
        report: (message) => this.#fault(directive.valueOf("request") ?? directive.node, message),
      }),
      responseType,
      result,
      missing: this.#missing(operation, field, directive, keys),
      keys,
    };
  }

  #checkPlaces(
    field: Field,
    directive: DirectiveArguments,
    response: ProtoPlace,
    result: ValuePath,
    keys: GrpcKeys | undefined,
  ): void {
    const place = followPath(response, result);
    if (typeof place === "string") {
      return this.#fault(directive.valueOf("result") ?? directive.node, `result leads nowhere: ${place}.`);
    }
    const type = getNullableType(field.type);
    if (keys !== undefined && keys.matchBy === undefined && isListType(type)) {
      return this.#checkResult(type.ofType, place, field.name, field.astNode?.type);
    }
    this.#checkResult(field.type, place, field.name, field.astNode?.type);
    if (keys?.matchBy === undefined || place.kind !== "list") return;
    const key = followPath(place.item, keys.matchBy);
    if (typeof key === "string") this.#fault(directive.valueOf("matchBy"), `matchBy leads nowhere: ${key}.`);
    else if (key.kind !== "scalar") {
      this.#fault(directive.valueOf("matchBy"), `matchBy must lead to a single value, not to ${describePlace(key)}.`);
    }
  }

  #keys(field: Field, directive: DirectiveArguments): GrpcKeys | undefined {
    const argument = directive.text("keys");
    const only = ["matchBy", "maxKeys", "maxConcurrency"].find((name) => directive.valueOf(name) !== undefined);
    if (argument === undefined) {
      if (only !== undefined) {
        this.#fault(directive.valueOf(only), `${only} needs keys: the argument that holds them.`);
      }
      return undefined;
    }
    const found = field.args.find(({ name }) => name === argument);
    if (found === undefined || !isListType(getNullableType(found.type))) {
      this.#fault(directive.valueOf("keys"), `keys must name an argument that is a list, not ${argument}.`);
      return undefined;
    }
    if (!isListType(getNullableType(field.type))) {
      this.#fault(
        directive.valueOf("keys"),
        "keys are looked up by a field that gives a list, in the order of the keys.",
      );
      return undefined;
    }
    const matchBy = directive.text("matchBy") === undefined ? undefined : this.#path(directive, "matchBy");
    return {
      argument,
      matchBy,
      maxKeys: matchBy === undefined ? 1 : this.#number(directive, "maxKeys", DEFAULT_MAX_KEYS),
      maxConcurrency: this.#number(directive, "maxConcurrency", DEFAULT_MAX_CONCURRENCY),
    };
  }

  #number(directive: DirectiveArguments, name: string, otherwise: number): number {
    const value = directive.numbers(name)?.[0] ?? otherwise;
    if (value >= 1) return value;
    this.#fault(directive.valueOf(name), `${name} must be at least 1.`);
    return otherwise;
  }

  #missing(
    operation: OperationTypeNode,
    field: Field,
    directive: DirectiveArguments,
    keys: GrpcKeys | undefined,
  ): ReadonlySet<number> {
    const mayBeMissing = keys !== undefined || !isNonNullType(field.type);
    const names = directive.texts("missing");
    if (names === undefined) {
      return new Set(operation === OperationTypeNode.QUERY && mayBeMissing ? [GRPC_STATUS.NOT_FOUND] : []);
    }
    const node = directive.valueOf("missing");
    if (!mayBeMissing) this.#fault(node, `missing makes ${field.name} null, but it may not be null.`);
    return new Set(
      names.flatMap((name) => {
        if (isGrpcStatusName(name) && name !== "OK") return [GRPC_STATUS[name]];
        this.#fault(node, `${name} is no status that a call fails with: say for example NOT_FOUND.`);
        return [];
      }),
    );
  }

  #path(directive: DirectiveArguments, argument: "result" | "matchBy"): ValuePath {
    const text = directive.text(argument) ?? ".";
    const path = parseValuePath(text);
    if (path === undefined)
      this.#fault(directive.valueOf(argument), `${argument} is no path: ${JSON.stringify(text)}.`);
    return path ?? [];
  }

  #fault(node: MappingFault["node"], message: string): void {
    this.#faults.push({ node, message });
  }
}
