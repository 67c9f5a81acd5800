import { Kind, type ConstValueNode } from "graphql";
import { placeholdersOf, renderText, type Placeholder, type Template, type ValueReader } from "./template.ts";

/** A JSON body with places for values. A text that is one placeholder becomes the value as it is. */
export interface BodyTemplate {
  readonly placeholders: readonly Placeholder[];
  /** What is undefined is left out. */
  render(read: ValueReader): unknown;
}

/** Makes a body of a literal, each of its texts parsed by `parse`. */
export function parseBody(node: ConstValueNode, parse: (text: string, node: ConstValueNode) => Template): BodyTemplate {
  switch (node.kind) {
    case Kind.STRING: {
      const template = parse(node.value, node);
      const [only] = template;
      return {
        placeholders: placeholdersOf(template),
        render:
          template.length === 1 && only !== undefined && typeof only !== "string"
            ? (read) => read(only)
            : (read) => renderText(template, read),
      };
    }
    case Kind.OBJECT: {
      const fields = node.fields.map(({ name, value }) => [name.value, parseBody(value, parse)] as const);
      return {
        placeholders: fields.flatMap(([, field]) => field.placeholders),
        render: (read) => Object.fromEntries(fields.map(([name, field]) => [name, field.render(read)])),
      };
    }
    case Kind.LIST: {
      const items = node.values.map((value) => parseBody(value, parse));
      return {
        placeholders: items.flatMap((item) => item.placeholders),
        render: (read) => items.map((item) => item.render(read)),
      };
    }
    case Kind.INT:
    case Kind.FLOAT:
      return constant(Number(node.value));
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return constant(node.value);
    default:
      return constant(null);
  }
}

function constant(value: unknown): BodyTemplate {
  return { placeholders: [], render: () => value };
}
