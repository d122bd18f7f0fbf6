import { z } from "zod";
import type { Tool } from "../../datasets/index.ts";

const name = z.string().regex(/^[a-z][a-z0-9_]*$/);

/** A tool that a teacher invents, as a flat list: JSON schemas of JSON schemas are what weak teachers get wrong most. */
export const InventedTool = z.object({
  name,
  description: z.string().min(1),
  parameters: z.array(
    z.object({
      name,
      type: z.enum(["string", "integer", "number", "boolean"]),
      description: z.string(),
      required: z.boolean(),
      /** The values that a string may have; empty: any. */
      values: z.array(z.string()),
    }),
  ),
});
type InventedTool = z.infer<typeof InventedTool>;

export function asTool({ name, description, parameters }: InventedTool): Tool {
  const properties = parameters.map(({ name: key, type, description: what, values }) => [
    key,
    { type, description: what, ...(values.length > 0 && type === "string" ? { enum: values } : {}) },
  ]);
  return {
    type: "function",
    function: {
      name,
      description,
      parameters: {
        type: "object",
        properties: Object.fromEntries(properties),
        required: parameters.filter(({ required }) => required).map(({ name: key }) => key),
      },
    },
  };
}
