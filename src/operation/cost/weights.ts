import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";
import type { Costs } from "../../directives/costs.ts";

/** What one of something costs: by its field, else by its type, else 1 for an object and nothing for a leaf. */
export interface Weights {
  ofField(type: GraphQLCompositeType, field: GraphQLField<unknown, unknown>): number;
  /** An operation itself costs nothing, unless its root type says so. */
  ofRoot(type: GraphQLObjectType): number;
}

export function createWeights(schema: GraphQLSchema, { weights }: Costs): Weights {
  function ofGiven(field: GraphQLField<unknown, unknown>): number {
    const given = getNamedType(field.type);
    const own = weights.get(given.name);
    if (own !== undefined) return own;
    if (isAbstractType(given))
      return Math.max(...schema.getPossibleTypes(given).map(({ name }) => weights.get(name) ?? 1), 0);
    return isObjectType(given) ? 1 : 0;
  }

  return {
    ofField(type, field) {
      const own = weights.get(`${type.name}.${field.name}`);
      if (own !== undefined) return own;
      const ofTypes = isInterfaceType(type)
        ? schema.getPossibleTypes(type).map(({ name }) => weights.get(`${name}.${field.name}`))
        : [];
      return Math.max(ofGiven(field), ...ofTypes.filter((weight) => weight !== undefined));
    },
    ofRoot: (type) => weights.get(type.name) ?? 0,
  };
}
