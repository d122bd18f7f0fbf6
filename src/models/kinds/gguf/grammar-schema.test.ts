import { expect, it } from "vitest";
import { z } from "zod";
import { askedSchema } from "../../session/json-schema.ts";
import { grammarSchema } from "./grammar-schema.ts";

const grammarOf = (schema: z.ZodType) => grammarSchema(askedSchema(schema).sent);

it("says schemas in the words that node-llama-cpp knows", () => {
  const schema = z.object({
    name: z.string(),
    age: z.int().nullable(),
    tags: z.array(z.enum(["a", "b"])).max(3),
    pair: z.tuple([z.literal("x"), z.boolean()]),
  });
  expect(grammarOf(schema).schema).toEqual({
    type: "object",
    properties: {
      name: { type: "string" },
      age: { oneOf: [{ type: "integer" }, { type: "null" }] },
      tags: { type: "array", maxItems: 3, items: { enum: ["a", "b"] } },
      pair: { type: "array", minItems: 2, maxItems: 2, prefixItems: [{ const: "x" }, { type: "boolean" }] },
    },
  });
});

it("keeps names for schemas that hold themselves", () => {
  const tree: z.ZodType = z.object({
    name: z.string(),
    get children() {
      return z.array(tree);
    },
  });
  const { schema } = grammarOf(z.object({ root: tree }));
  const [name] = Object.keys(schema.$defs as object);
  expect(schema).toMatchObject({
    properties: { root: { $ref: `#/$defs/${name}` } },
    $defs: { [name]: { properties: { children: { items: { $ref: `#/$defs/${name}` } } } } },
  });
});

it("lists what a grammar cannot check", () => {
  const schema = z.object({ mail: z.email(), age: z.int(), note: z.string().optional() });
  expect(grammarOf(schema).ignored).toEqual(
    expect.arrayContaining(["format", "optional properties", "pattern"]),
  );
});

it.each([
  [{ type: "object", properties: { any: {} } }, "a value of any type"],
  [{ allOf: [{ type: "string" }] }, "allOf"],
  [{ type: "array", items: { const: [1] } }, "an object or array as a constant"],
  [{ $ref: "#/properties/a" }, "the reference #/properties/a"],
  [{ type: "object", properties: { no: false } }, "false as a schema"],
] as const)("names what no grammar can be made of: %o", (schema, what) => {
  expect(() => grammarSchema(schema as never)).toThrow(what);
});
