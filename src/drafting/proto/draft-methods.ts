import type protobuf from "protobufjs";
import { enumTypeOf, fullNameOf, jsonNameOf, mapKeyTypeOf, messageTypeOf } from "../../transports/grpc/proto-field.ts";
import { wellKnownTypeOf } from "../../transports/grpc/well-known-types.ts";
import { toFieldName, UniqueNames } from "../names.ts";
import { describe, quote } from "../print-text.ts";
import { scalarOf, type MessageDrafts } from "./draft-messages.ts";

export interface DraftedMethods {
  readonly queries: readonly string[];
  readonly mutations: readonly string[];
  readonly subscriptions: readonly string[];
}

/** What methods that only read are called by convention: https://google.aip.dev/130 */
const READS = /^(Get|List|BatchGet|Find|Search|Lookup|LookUp|Query|Read|Fetch|Count|Check|Describe|Has|Is)(?![a-z])/;

/** Makes a root field of each method: of those that only read queries, of streams subscriptions, of all others mutations. */
export function draftMethods(
  services: readonly protobuf.Service[],
  types: MessageDrafts,
  note: (message: string) => void,
): DraftedMethods {
  const queries: string[] = [];
  const mutations: string[] = [];
  const subscriptions: string[] = [];
  const names = new UniqueNames();
  for (const service of services) {
    for (const method of service.methodsArray) {
      const path = `${fullNameOf(service)}/${method.name}`;
      if (method.requestStream === true) {
        note(`${path}: left out: it takes a stream of messages.`);
        continue;
      }
      const field = draftMethod(method, path, types, names, note);
      if (field === undefined) continue;
      const readsOnly = READS.test(method.name) || method.getOption("idempotency_level") === "NO_SIDE_EFFECTS";
      (method.responseStream === true ? subscriptions : readsOnly ? queries : mutations).push(field);
    }
  }
  return { queries, mutations, subscriptions };
}

function draftMethod(
  method: protobuf.Method,
  path: string,
  types: MessageDrafts,
  names: UniqueNames,
  note: (message: string) => void,
): string | undefined {
  const request = method.resolvedRequestType as protobuf.Type;
  const response = method.resolvedResponseType as protobuf.Type;
  const result = resultOf(response);
  const keys = keysOf(request, result);
  const type = result === undefined ? types.messageType(response) : types.fieldType(result, "output");
  if (type === undefined) {
    note(`${path}: left out: its response has nothing that GraphQL could hold.`);
    return undefined;
  }
  const given = request.fieldsArray.flatMap((field) => {
    const drafted = types.fieldType(field, "input");
    if (drafted === undefined) {
      note(`${path}: without ${field.name}, which GraphQL cannot hold.`);
      return [];
    }
    const isNeeded = field === keys?.argument || field.required || (drafted === "ID" && !field.hasPresence);
    return [`${describe(field.comment ?? undefined)}${jsonNameOf(field)}: ${drafted}${isNeeded ? "!" : ""}`];
  });
  const mapping = [
    `method: ${quote(path)}`,
    ...(result === undefined ? [] : [`result: ${quote(jsonNameOf(result))}`]),
    ...(keys === undefined
      ? []
      : [`keys: ${quote(jsonNameOf(keys.argument))}`, `matchBy: ${quote(jsonNameOf(keys.matchBy))}`]),
  ];
  const directives = [
    ...(keys?.matchBy.name === "id" ? ['@merge(keyField: "id") @inaccessible'] : []),
    `@grpc(${mapping.join(", ")})`,
  ];
  const name = names.take(toFieldName(`${method.name.charAt(0).toLowerCase()}${method.name.slice(1)}`));
  const kind = keys === undefined ? type : type.replace("!]", "]");
  const listed = given.length === 0 ? "" : `(\n${given.join("\n")}\n)`;
  return `${describe(method.comment ?? undefined)}${name}${listed}: ${kind} ${directives.join(" ")}`;
}

/** A response that holds one thing stands for it. */
function resultOf(response: protobuf.Type): protobuf.Field | undefined {
  const [field, ...others] = response.fieldsArray;
  if (field === undefined || others.length > 0 || wellKnownTypeOf(response) !== undefined) return undefined;
  return mapKeyTypeOf(field) === undefined ? field : undefined;
}

/** `order_ids` in the request, and `order_id` in each message of the response: a lookup by keys. */
function keysOf(request: protobuf.Type, result: protobuf.Field | undefined) {
  const [argument, ...others] = request.fieldsArray;
  const item = result?.repeated === true ? messageTypeOf(result) : undefined;
  if (argument?.repeated !== true || others.length > 0 || item === undefined) return undefined;
  if (messageTypeOf(argument) !== undefined || enumTypeOf(argument) !== undefined) return undefined;
  const name = argument.name.replace(/s$/, "");
  const matchBy = Object.hasOwn(item.fields, name) ? item.fields[name] : undefined;
  return matchBy === undefined || scalarOf(matchBy) === undefined ? undefined : { argument, matchBy };
}
