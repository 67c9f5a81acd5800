import { isPromise, mapSchema, MapperKind } from "@graphql-tools/utils";
import {
  getNullableType,
  GraphQLList,
  isListType,
  isNonNullType,
  responsePathAsArray,
  type GraphQLFieldConfig,
  type GraphQLOutputType,
  type GraphQLSchema,
} from "graphql";
import { answerNotes } from "../aggregates/answer-notes.ts";
import type { RequestContext } from "../context.ts";
import { EntityMissing, rootCauses } from "../errors.ts";

/**
 * The schema in which no error takes more than its own place (`onError: "NULL"`): nothing is non-null to graphql-js, and
 * a null where none may be is an error all the same.
 */
export function nullOnError(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.COMPOSITE_FIELD]: (field, fieldName, typeName) => {
      const type = withoutNonNull(field.type);
      return String(type) === String(field.type)
        ? undefined
        : withNullCheck({ ...field, type }, field.type, `${typeName}.${fieldName}`);
    },
  });
}

function withoutNonNull(type: GraphQLOutputType): GraphQLOutputType {
  const nullable = getNullableType(type);
  return isListType(nullable) ? new GraphQLList(withoutNonNull(nullable.ofType)) : nullable;
}

type Field = GraphQLFieldConfig<unknown, RequestContext>;

function withNullCheck(field: Field, type: GraphQLOutputType, coordinate: string): Field {
  const { resolve } = field;
  // Of an interface nothing is resolved.
  if (resolve === undefined) return field;
  return {
    ...field,
    async resolve(source, args, context, info) {
      try {
        return checkNulls(await resolve(source, args, context, info), type, coordinate);
      } catch (error) {
        // An object that its service does not have is no error: it is null itself.
        if (isNonNullType(type) && rootCauses(error).every((cause) => cause instanceof EntityMissing))
          answerNotes(context).missing.push(responsePathAsArray(info.path.prev));
        throw error;
      }
    },
  };
}

/** An error is a value in its slot here: graphql-js locates it there. */
function checkNulls(value: unknown, type: GraphQLOutputType, coordinate: string): unknown {
  if (isPromise(value)) return value.then((settled: unknown) => checkNulls(settled, type, coordinate));
  if (value === null || value === undefined) {
    return isNonNullType(type) ? new Error(`Cannot return null for non-nullable field ${coordinate}.`) : value;
  }
  const nullable = getNullableType(type);
  if (!isListType(nullable) || !Array.isArray(value)) return value;
  return value.map((item: unknown) => checkNulls(item, nullable.ofType, coordinate));
}
