import { GraphQLError } from "graphql";

/** The HTTP status with which a REST route answers each refusal. */
export const refusalStatus = { BAD_USER_INPUT: 400, UNAUTHENTICATED: 401, NOT_FOUND: 404 } as const;

/** An error that is meant for the one who asked. */
export function createRefusal(code: keyof typeof refusalStatus, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
