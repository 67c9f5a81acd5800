import { mapSchema, MapperKind } from "@graphql-tools/utils";
import { getNullableType, isInterfaceType, type GraphQLSchema } from "graphql";

/** The schema with every field nullable of which the coordinate is given: what is refused, or failed, takes no more than itself. */
export function relaxFields(schema: GraphQLSchema, coordinates: ReadonlySet<string>): GraphQLSchema {
  if (coordinates.size === 0) return schema;
  return mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (field, fieldName, typeName) => {
      const isRelaxed =
        coordinates.has(`${typeName}.${fieldName}`) ||
        // An interface promises no more than each of its types holds.
        implementersOf(schema, typeName).some((name) => coordinates.has(`${name}.${fieldName}`));
      return isRelaxed ? { ...field, type: getNullableType(field.type) } : undefined;
    },
  });
}

function implementersOf(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  return isInterfaceType(type) ? schema.getPossibleTypes(type).map((possible) => possible.name) : [];
}
