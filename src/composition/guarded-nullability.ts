import { mapSchema, MapperKind } from "@graphql-tools/utils";
import { getNullableType, isInterfaceType, type GraphQLSchema } from "graphql";
import type { FieldGuards } from "../directives/field-guards.ts";

/** The schema with every field nullable that may be refused: a refusal takes no more than its own field. */
export function relaxGuardedFields(schema: GraphQLSchema, guards: FieldGuards): GraphQLSchema {
  if (guards.isEmpty) return schema;
  return mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (field, fieldName, typeName) => {
      const isGuarded =
        guards.all.has(`${typeName}.${fieldName}`) ||
        // An interface promises no more than each of its types holds.
        implementersOf(schema, typeName).some((name) => guards.all.has(`${name}.${fieldName}`));
      return isGuarded ? { ...field, type: getNullableType(field.type) } : undefined;
    },
  });
}

function implementersOf(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  return isInterfaceType(type) ? schema.getPossibleTypes(type).map((possible) => possible.name) : [];
}
