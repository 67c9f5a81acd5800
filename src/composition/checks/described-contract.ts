/** A contract as the checks read it: its types as they are written, each with its place. */
import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  type DocumentNode,
  type EnumValueDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from "graphql";
import { readRootTypes } from "../../directives/root-types.ts";
import type { Proto } from "../../transports/grpc/load-proto.ts";
import type { TransportKind } from "../../transports/transport-kinds.ts";
import { hasDirective } from "./directive-values.ts";
import { namedTypeOf } from "./type-nodes.ts";

/** A service's contract, or the gateway's own. */
export interface DescribedContract {
  /** The service's name; the gateway's contract has none. */
  readonly service: string | undefined;
  /** What people call it: `the order service`, `the gateway`. */
  readonly title: string;
  /** How the service is spoken to. */
  readonly transport: TransportKind;
  /** What a gRPC service speaks. */
  readonly proto: Proto | undefined;
  readonly document: DocumentNode | undefined;
  /** A service's contract only. */
  readonly schema: GraphQLSchema | undefined;
  /** By name; the types of the root operations as `Query`, `Mutation` and `Subscription`, whatever the contract calls them. */
  readonly types: ReadonlyMap<string, DescribedType>;
}

/** One type as one contract describes it, its extensions included. */
export interface DescribedType {
  readonly name: string;
  readonly contract: DescribedContract;
  readonly kind: TypeKind;
  /** The definition, then the extensions. */
  readonly nodes: readonly DescribedNode[];
  readonly fields: ReadonlyMap<string, FieldDefinitionNode>;
  readonly inputFields: ReadonlyMap<string, InputValueDefinitionNode>;
  readonly values: ReadonlyMap<string, EnumValueDefinitionNode>;
  readonly members: readonly string[];
  readonly interfaces: readonly string[];
}

type DescribedNode = TypeDefinitionNode | TypeExtensionNode;

export type TypeKind = "object type" | "interface" | "union" | "enum" | "input type" | "scalar";

const KINDS: Readonly<Record<DescribedNode["kind"], TypeKind>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: "object type",
  [Kind.OBJECT_TYPE_EXTENSION]: "object type",
  [Kind.INTERFACE_TYPE_DEFINITION]: "interface",
  [Kind.INTERFACE_TYPE_EXTENSION]: "interface",
  [Kind.UNION_TYPE_DEFINITION]: "union",
  [Kind.UNION_TYPE_EXTENSION]: "union",
  [Kind.ENUM_TYPE_DEFINITION]: "enum",
  [Kind.ENUM_TYPE_EXTENSION]: "enum",
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: "input type",
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: "input type",
  [Kind.SCALAR_TYPE_DEFINITION]: "scalar",
  [Kind.SCALAR_TYPE_EXTENSION]: "scalar",
};

export function readDescribedContract(
  service: string | undefined,
  document: DocumentNode | undefined,
  schema?: GraphQLSchema,
  transport: TransportKind = "graphql",
  proto?: Proto,
): DescribedContract {
  const types = new Map<string, DescribedType>();
  const title = service === undefined ? "the gateway" : `the ${service} service`;
  const contract: DescribedContract = { service, title, transport, proto, document, schema, types };
  const roots = readRootTypes(document);
  for (const node of document?.definitions ?? []) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue;
    const name = roots.get(node.name.value) ?? node.name.value;
    types.set(name, withNode(types.get(name), node, name, contract));
  }
  return contract;
}

/** Adds a definition or an extension to what is known of its type; the definition comes first, wherever it stands. */
function withNode(
  known: DescribedType | undefined,
  node: DescribedNode,
  name: string,
  contract: DescribedContract,
): DescribedType {
  const others = known?.nodes ?? [];
  const nodes = isTypeDefinitionNode(node) ? [node, ...others] : [...others, node];
  return {
    name,
    contract,
    kind: KINDS[nodes[0]?.kind ?? node.kind],
    nodes,
    fields: byName(nodes.flatMap((each) => (isFieldsNode(each) ? (each.fields ?? []) : []))),
    inputFields: byName(nodes.flatMap((each) => (isInputNode(each) ? (each.fields ?? []) : []))),
    values: byName(nodes.flatMap((each) => ("values" in each ? (each.values ?? []) : []))),
    members: nodes.flatMap((each) => ("types" in each ? (each.types ?? []).map(namedTypeOf) : [])),
    interfaces: nodes.flatMap((each) => ("interfaces" in each ? (each.interfaces ?? []).map(namedTypeOf) : [])),
  };
}

function isInputNode(node: DescribedNode): node is Extract<DescribedNode, { kind: `InputObject${string}` }> {
  return KINDS[node.kind] === "input type";
}

function isFieldsNode(
  node: DescribedNode,
): node is Extract<DescribedNode, { kind: `ObjectType${string}` | `InterfaceType${string}` }> {
  return KINDS[node.kind] === "object type" || KINDS[node.kind] === "interface";
}

function byName<Node extends { readonly name: { readonly value: string } }>(nodes: readonly Node[]): Map<string, Node> {
  return new Map(nodes.map((node) => [node.name.value, node]));
}

const ROOT_TYPES: ReadonlySet<string> = new Set(["Query", "Mutation", "Subscription"]);

export function isRootType(name: string): boolean {
  return ROOT_TYPES.has(name);
}

export function isCanonical(type: DescribedType): boolean {
  return type.nodes.some((node) => hasDirective(node, "canonical"));
}

/** The object types that a field of the named type may give in this contract. */
export function objectTypesOf(contract: DescribedContract, name: string): readonly string[] {
  const type = contract.types.get(name);
  if (type?.kind === "object type") return [name];
  if (type?.kind === "union") return type.members;
  if (type?.kind !== "interface") return [];
  return [...contract.types.values()]
    .filter(({ kind, interfaces }) => kind === "object type" && interfaces.includes(name))
    .map((implementation) => implementation.name);
}

/** Whether the contract's type has the field at the end of the path, for example `organization.id`. */
export function hasPath(contract: DescribedContract, type: string, path: string): boolean {
  let name = type;
  return path.split(".").every((segment) => {
    const field = contract.types.get(name)?.fields.get(segment);
    if (field === undefined) return false;
    name = namedTypeOf(field.type);
    return true;
  });
}
