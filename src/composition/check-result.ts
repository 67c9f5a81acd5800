import type { ExecutionResult } from "@graphql-tools/utils";
import {
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
  type SelectionSetNode,
} from "graphql";
import type { RequestContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { toExecutor } from "../resilience/call.ts";
import { tellFailure, type Service } from "../registry/service.ts";
import type { Executor } from "../transports/transport.ts";
import type { UpstreamRequest } from "../transports/transport.ts";

type Path = readonly (string | number)[];
type Scalars = Readonly<Record<string, GraphQLScalarType>>;

/**
 * Checks what a service answers, once and whole, against what it was asked and its contract. What does not fit (a null
 * where none may be, a field that is missing, an object in place of a list, a value that its scalar refuses) is replaced
 * by a `SERVICE_BAD_RESPONSE` in its slot, so that it takes no more than its own part. An error that names no place that was
 * asked for is only noted: the data that came with it is good. What nobody asked for is left out: the stitching library,
 * which takes the parts of a request apart by their keys, stumbles over others.
 */
export function withCheckedResult(
  service: Service,
  scalars: Scalars,
  execute: Executor = toExecutor(service.call),
): Executor {
  return async function executeChecked(request) {
    const result = await execute(request);
    if (result.data === null || result.data === undefined) return result;
    const located = (result.errors ?? []).filter(({ path }) => path !== undefined);
    const data = new ResultCheck(service, scalars, request, located).check(result.data as Record<string, unknown>);
    const errors = located.filter(({ path }) => Object.hasOwn(data, path?.[0] ?? ""));
    return errors.length === 0 ? { data } : { data, errors };
  };
}

class ResultCheck {
  readonly #service: Service;
  readonly #scalars: Scalars;
  readonly #request: UpstreamRequest;
  readonly #errors: NonNullable<ExecutionResult["errors"]>;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #rootKeys = new Set<string>();
  /** A coordinate that is answered badly is one failure, however many objects have it. */
  readonly #failures = new Map<string, object>();

  constructor(
    service: Service,
    scalars: Scalars,
    request: UpstreamRequest,
    errors: NonNullable<ExecutionResult["errors"]>,
  ) {
    this.#service = service;
    this.#scalars = scalars;
    this.#request = request;
    this.#errors = errors;
    for (const definition of request.document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    }
  }

  check(data: Record<string, unknown>): Record<string, unknown> {
    const operation = getOperationAST(this.#request.document, this.#request.operationName);
    const type = operation && this.#service.contract.schema.getRootType(operation.operation);
    if (operation && type) this.#checkFields(data, type, operation.selectionSet, []);
    return Object.fromEntries(Object.entries(data).filter(([key]) => this.#rootKeys.has(key)));
  }

  #checkFields(
    object: Record<string, unknown>,
    type: GraphQLObjectType,
    selectionSet: SelectionSetNode,
    path: Path,
  ): void {
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        if (path.length === 0) this.#rootKeys.add(key);
        const field = type.getFields()[selection.name.value];
        // What was looked at under another fragment already is not looked at again.
        if (field === undefined || object[key] instanceof Error) continue;
        const coordinate = `${type.name}.${field.name}`;
        object[key] = this.#checkValue(object[key], field.type, selection.selectionSet, coordinate, [...path, key]);
      } else {
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(selection.name.value) : selection;
        if (fragment !== undefined && this.#applies(fragment.typeCondition?.name.value, type)) {
          this.#checkFields(object, type, fragment.selectionSet, path);
        }
      }
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const { schema } = this.#service.contract;
    const target = schema.getType(condition);
    return isAbstractType(target) && schema.isSubType(target, type);
  }

  #checkValue(
    value: unknown,
    type: GraphQLOutputType,
    selectionSet: SelectionSetNode | undefined,
    coordinate: string,
    path: Path,
  ): unknown {
    if (value === undefined) return this.#misfit(path, coordinate, "is missing");
    if (value === null) {
      return isNonNullType(type) && !this.#isExplained(path) ? this.#misfit(path, coordinate, "is null") : null;
    }
    if (isNonNullType(type)) return this.#checkValue(value, type.ofType, selectionSet, coordinate, path);
    if (isListType(type)) {
      if (!Array.isArray(value)) return this.#misfit(path, coordinate, "is no list");
      return value.map((item, index) =>
        this.#checkValue(item ?? null, type.ofType, selectionSet, coordinate, [...path, index]),
      );
    }
    if (isLeafType(type)) return this.#checkLeaf(value, type, coordinate, path);
    if (typeof value !== "object" || Array.isArray(value)) return this.#misfit(path, coordinate, "is no object");
    const object = value as Record<string, unknown>;
    const objectType = isCompositeType(type) ? this.#typeOf(object, type) : undefined;
    if (objectType === undefined) return this.#misfit(path, coordinate, "is an object of no type that it may have");
    if (selectionSet !== undefined) this.#checkFields(object, objectType, selectionSet, path);
    return object;
  }

  #checkLeaf(
    value: unknown,
    type: GraphQLOutputType & { name: string; parseValue(value: unknown): unknown },
    coordinate: string,
    path: Path,
  ): unknown {
    try {
      (this.#scalars[type.name] ?? type).parseValue(value);
      return value;
    } catch (error) {
      return this.#misfit(path, coordinate, error instanceof Error ? error.message : String(error));
    }
  }

  #typeOf(object: Record<string, unknown>, type: GraphQLCompositeType): GraphQLObjectType | undefined {
    if (isObjectType(type)) return type;
    const possible = this.#service.contract.schema.getPossibleTypes(type);
    return possible.find(({ name }) => name === object["__typename"]);
  }

  /** Whether an error of the answer tells of this null, or of one below that came up to it. */
  #isExplained(path: Path): boolean {
    return this.#errors.some((error) => path.every((key, index) => error.path?.[index] === key));
  }

  #misfit(path: Path, coordinate: string, what: string): ServiceError {
    const failure = this.#failures.get(coordinate) ?? {};
    this.#failures.set(coordinate, failure);
    const error = new ServiceError("SERVICE_BAD_RESPONSE", this.#service.name, {
      failure,
      cause: `${coordinate} ${what}.`,
      extensions: { coordinate },
    });
    const { context, place } = this.#request;
    tellFailure(context as RequestContext, error, place?.(path) ?? []);
    return error;
  }
}
