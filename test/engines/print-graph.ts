/** The contracts of a random graph. */
import {
  KEYS,
  type KeyName,
  type Part,
  type RandomField,
  type RandomGraph,
  type RandomService,
  type Style,
} from "./graph-model.ts";

const SHARED = `
enum State { OPEN DONE LOST }
scalar Date
scalar Blob
input Filter { text: String = "x", state: State, numbers: [Int!], inner: Filter, on: Date }`;

/** The SDL of one service. */
export function printContract(graph: RandomGraph, service: RandomService): string {
  const parts = [...service.parts.values()].filter(({ keys }) => keys.size > 0);
  const lookups = parts.flatMap((part) => printLookups(part));
  const hasEntities = parts.some(usesEntities);
  const entityTypes = parts.filter(usesEntities).map(({ type }) => type);
  const queries = [
    ...service.queries.map(printField),
    ...lookups,
    ...(hasEntities ? ["_entities(representations: [_Any!]!): [_Entity]! @merge"] : []),
  ];
  const isWhollyOwned = parts
    .filter(({ type, keys }) => isThing(graph, type) && keys.has("id"))
    .every(({ type }) => ownerOf(graph, type) === service.name);
  return [
    SHARED,
    `type Query { ${queries.length === 0 ? `ping_${service.name}: Int` : queries.join("  ")} }`,
    service.mutations.length === 0 ? "" : `type Mutation { ${service.mutations.map(printField).join("  ")} }`,
    service.subscriptions.length === 0
      ? ""
      : `type Subscription { ${service.subscriptions.map(printField).join("  ")} }`,
    ...parts.map((part) => printPart(graph, service, part)),
    ...[...service.values].map(([name, fields]) => `type ${name} { ${fields.map(printField).join("  ")} }`),
    service.hasInterface ? `interface Thing { id: ID!${isWhollyOwned ? "  tag: String" : ""} }` : "",
    ...[...service.unions].map(([name, members]) => `union ${name} = ${members.join(" | ")}`),
    ...(hasEntities ? ["scalar _Any", `union _Entity = ${entityTypes.join(" | ")}`] : []),
    ...(parts.some(({ lookups: ways }) => ways.get("pair") === "list")
      ? ["input PairKey { shelf: String, place: Int }"]
      : []),
  ]
    .filter((text) => text !== "")
    .join("\n");
}

export function ownerOf(graph: RandomGraph, type: string): string | undefined {
  return graph.types.find(({ name }) => name === type)?.owner;
}

function isThing(graph: RandomGraph, type: string): boolean {
  return graph.types.some(({ name, isThing: is }) => name === type && is);
}

function usesEntities({ lookups }: Part): boolean {
  return [...lookups.values()].includes("entities");
}

function printPart(graph: RandomGraph, service: RandomService, part: Part): string {
  const type = graph.types.find(({ name }) => name === part.type);
  const [keyed] = [...part.lookups].filter(([key, style]) => needsKeyDirective(key, style));
  const keyDirective = keyed === undefined ? "" : ` @key(selectionSet: "{ ${fieldNames(keyed[0]).join(" ")} }")`;
  const canonical = type?.owner === service.name ? " @canonical" : "";
  const implemented = service.hasInterface && type?.isThing === true && part.keys.has("id") ? " implements Thing" : "";
  const keyFields = [...part.keys].flatMap((key) =>
    KEYS[key].map(([name, leaf]) => `${name}: ${leaf}${key === "id" || type?.strict.has(key) === true ? "!" : ""}`),
  );
  const fields = [...keyFields, ...part.fields.map(printField)];
  return `type ${part.type}${implemented}${keyDirective}${canonical} { ${fields.join("  ")} }`;
}

function printField({ name, arguments: args, type, computedFrom }: RandomField): string {
  const computed = computedFrom === undefined ? "" : ` @computed(selectionSet: "{ ${computedFrom} }")`;
  return `${name}${args}: ${type}${computed}`;
}

function needsKeyDirective(key: KeyName, style: Style): boolean {
  return style === "entities" || style === "expression" || key === "pair";
}

function fieldNames(key: KeyName): readonly string[] {
  return KEYS[key].map(([name]) => name);
}

function printLookups({ type, lookups }: Part): string[] {
  return [...lookups].flatMap(([key, style]) => {
    const name = lookupName(type, key, style);
    const [[field, leaf]] = KEYS[key];
    if (style === "entities") return [];
    if (key === "pair") {
      if (style === "list")
        return [`${name}(keys: [PairKey!]!): [${type}]! @merge(keyArg: "keys", key: ["shelf", "place"]) @inaccessible`];
      return [
        `${name}(shelf: String!, place: Int!): ${type} @merge(argsExpr: "shelf: $key.shelf, place: $key.place") @inaccessible`,
      ];
    }
    if (style === "list") return [`${name}(keys: [${leaf}!]!): [${type}]! @merge(keyField: "${field}") @inaccessible`];
    if (style === "single") return [`${name}(key: ${leaf}!): ${type} @merge(keyField: "${field}") @inaccessible`];
    return [`${name}(keys: [${leaf}!]!): [${type}]! @merge(argsExpr: "keys: [[$key.${field}]]") @inaccessible`];
  });
}

export function isLookupName(rootField: string): boolean {
  return rootField === "_entities" || rootField.startsWith("find_");
}

/** Told apart by their ends: `_list` and `_single`. */
export function lookupName(type: string, key: KeyName, style: Style): string {
  const isSingle = style === "single" || (key === "pair" && style !== "list");
  return `find_${type}_${key}_${isSingle ? "single" : "list"}`;
}
