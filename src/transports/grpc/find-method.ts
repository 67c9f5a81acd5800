import { OperationTypeNode } from "graphql";
import protobuf from "protobufjs";
import type { Proto } from "./load-proto.ts";
import { fullNameOf } from "./proto-field.ts";

/** The method of that full name, if an operation of the kind can be answered by it; else reports why not. */
export function findMethod(
  proto: Proto,
  name: string,
  operation: OperationTypeNode,
  report: (message: string) => void,
): protobuf.Method | undefined {
  const [serviceName = "", methodName = ""] = name.replace(/^\//, "").split("/");
  const services = servicesIn(proto);
  const service = services.find((candidate) => fullNameOf(candidate) === serviceName);
  if (service === undefined) {
    const known = services.map(fullNameOf).join(", ");
    report(
      `${JSON.stringify(name)} names no service of the .proto (it has ${known || "none"}): write package.Service/Method.`,
    );
    return undefined;
  }
  const method = service.methodsArray.find((candidate) => candidate.name === methodName);
  if (method === undefined) {
    const known = service.methodsArray.map((candidate) => candidate.name).join(", ");
    report(`${serviceName} has no method ${JSON.stringify(methodName)} (it has ${known || "none"}).`);
    return undefined;
  }
  const problem = misuseOf(method, operation);
  if (problem === undefined) return method;
  report(`${name} ${problem}.`);
  return undefined;
}

function misuseOf(
  { requestStream, responseStream }: protobuf.Method,
  operation: OperationTypeNode,
): string | undefined {
  if (requestStream === true) return "takes a stream of messages: only a method that takes one can be asked";
  if (operation === OperationTypeNode.SUBSCRIPTION) {
    return responseStream === true
      ? undefined
      : "answers once: a subscription needs a method that answers with a stream";
  }
  return responseStream === true ? "answers with a stream: only a subscription can be answered by it" : undefined;
}

/** All services of a `.proto` and of what it imports. */
export function servicesIn(namespace: protobuf.NamespaceBase): readonly protobuf.Service[] {
  return namespace.nestedArray.flatMap((inner) => {
    if (inner instanceof protobuf.Service) return [inner];
    return inner instanceof protobuf.Namespace ? servicesIn(inner) : [];
  });
}
