import { readFileSync, statSync } from "node:fs";
import {
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { composeContracts } from "../../assembly/compose-contracts.ts";
import { DEFAULT_CONFIG_FILE, loadConfig } from "../../config/load-config.ts";
import { ConfigurationError } from "../../errors.ts";
import { createLogger } from "../../observability/logger.ts";
import { createDocumentCache } from "../../operation/document-cache.ts";
import { createGatewayField, GATEWAY_FIELD } from "../../operation/gateway-field.ts";
import { isIntrospectionOnly } from "../../operation/introspection.ts";
import { createLimits } from "../../operation/limits.ts";
import { OperationRefused, refuse } from "../../operation/refusal.ts";
import { selectOperation } from "../../operation/select-operation.ts";
import { buildPlan } from "../../planning/build-plan.ts";
import { createNormalizer } from "../../planning/normal-document.ts";
import { planToJson } from "../../planning/plan-to-json.ts";
import { PlanRefused, type Plan } from "../../planning/plan.ts";
import { printPlan } from "../../planning/print-plan.ts";
import { EXIT, readArguments, UsageError } from "../command.ts";

type Variables = Readonly<Record<string, unknown>>;

/** `selvage plan`: prints how an operation is fetched, or why it cannot be planned; starts nothing and asks no service. */
export async function runPlan(words: readonly string[]): Promise<number> {
  const { options, flags, operands } = readArguments(words, {
    options: ["config", "operation", "variables"],
    flags: ["json"],
  });
  const [file, ...others] = operands;
  if (file === undefined || others.length > 0) throw new UsageError("Say which operation is to be planned: plan FILE");
  const variables = parseVariables(options.variables);
  const { config, directory } = await loadConfig(options.config ?? DEFAULT_CONFIG_FILE, process.env);
  const { schema } = composeContracts(config, directory, process.env);
  const isEnabled = process.env["NODE_ENV"] !== "production";
  const gatewayField = createGatewayField({ enabled: isEnabled, ...config.gatewayField }, () => []);
  const visibleSchema = gatewayField?.extend(schema.publicSchema) ?? schema.publicSchema;
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new ConfigurationError([`${file}: there is no such file`]);
  const readDocument = createDocumentCache(visibleSchema, createLimits(config.limits ?? {}, createLogger("silent")));

  const definition = tellProblemsOf(file, () => {
    const document = readDocument(readFileSync(file, "utf8"));
    if (options.operation === undefined) assertSole(document);
    const selected = selectOperation(document, options.operation, { mutation: true, subscription: true });
    checkGiven(visibleSchema, selected, variables);
    const asksGateway = gatewayField?.isAskedFor({ document, definition: selected }) === true;
    if (isIntrospectionOnly({ definition: selected }, GATEWAY_FIELD)) return undefined;
    if (asksGateway && selected.operation === OperationTypeNode.SUBSCRIPTION) return undefined;
    const rest = asksGateway ? gatewayField.leaveOut({ document }).document : document;
    return createNormalizer(schema.executableSchema)(rest, selected.name?.value, variables).definition;
  });
  if (definition === undefined) {
    const message = `Nothing is planned: the gateway itself answers introspection, and ${GATEWAY_FIELD}.`;
    process.stdout.write(`${flags.json ? JSON.stringify({ nothing: { message } }, undefined, 2) : message}\n`);
    return EXIT.fine;
  }
  const { executableSchema, owners, aggregates, timeouts } = schema;
  const graph = { schema: executableSchema, owners, aggregates, timeouts };
  const plan = planOrRefusal(() => buildPlan(graph, definition), variables);
  const isRefused = plan instanceof PlanRefused;
  if (flags.json) {
    const { reason, message } = plan as PlanRefused;
    const json = isRefused ? { refused: { reason, message } } : planToJson(plan);
    process.stdout.write(`${JSON.stringify(json, undefined, 2)}\n`);
  } else if (isRefused) {
    process.stderr.write(
      `${file} cannot be planned (${plan.reason}): ${plan.message}\nThe stitched engine executes it.\n`,
    );
  } else process.stdout.write(printPlan(plan));
  return isRefused ? EXIT.failed : EXIT.fine;
}

function assertSole({ definitions }: DocumentNode): void {
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operations.length < 2) return;
  const names = operations.flatMap(({ name }) => name?.value ?? []).join(", ");
  throw refuse("BAD_USER_INPUT", `The document holds several operations: name one with --operation (${names}).`);
}

function planOrRefusal(build: () => Plan, variables: Variables): Plan | PlanRefused {
  try {
    const plan = build();
    const name = plan.neverNull.find((candidate) => variables[candidate] === null);
    if (name === undefined) return plan;
    return new PlanRefused("null-variable", `$${name} is null, though it has a default.`);
  } catch (error) {
    if (error instanceof PlanRefused) return error;
    throw error;
  }
}

function parseVariables(text = "{}"): Variables {
  let variables: unknown;
  try {
    variables = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--variables is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof variables !== "object" || variables === null || Array.isArray(variables))
    throw new UsageError('--variables must be a JSON object, for example {"id": "product-1"}');
  return variables as Variables;
}

/** A plan needs no values but those that decide conditions: only what was given must fit. */
function checkGiven(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Variables): void {
  const definitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    Object.hasOwn(variables, variable.name.value),
  );
  const names = new Set(definitions.map(({ variable }) => variable.name.value));
  const unknown = Object.keys(variables).find((name) => !names.has(name));
  if (unknown !== undefined) throw refuse("BAD_USER_INPUT", `The operation has no variable $${unknown}.`);
  const { errors } = getVariableValues(schema, definitions, variables);
  if (errors !== undefined) throw new OperationRefused(errors);
}

/** Throws a `ConfigurationError` in place of what is wrong with an operation, with file, line and column. */
function tellProblemsOf<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    const errors =
      error instanceof OperationRefused ? error.errors : error instanceof GraphQLError ? [error] : undefined;
    if (errors === undefined) throw error;
    throw new ConfigurationError(
      errors.map(({ message, locations }) => {
        const [place] = locations ?? [];
        return `${file}${place === undefined ? ":" : `:${place.line}:${place.column}`} ${message}`;
      }),
    );
  }
}
