import { expect, test } from "vitest";
import { z } from "zod";
import { askedSchema } from "./json-schema.ts";

test("a schema of required properties is strict, and limits that providers refuse stay out of what is sent", () => {
  const asked = askedSchema(
    z.object({
      title: z.string().min(3).max(80),
      kind: z.enum(["essay", "memo"]),
      parts: z.array(z.discriminatedUnion("type", [z.object({ type: z.literal("a"), default: z.string() })])),
    }),
  );
  expect(asked).toMatchObject({ strict: true, wrapped: false });
  expect(JSON.stringify(asked.full)).toContain('"maxLength":80');
  expect(JSON.stringify(asked.sent)).not.toMatch(/Length|oneOf|\$schema/);
  // A property may have the name of a keyword.
  expect(JSON.stringify(asked.sent)).toContain('"default":{"type":"string"}');
  expect(asked.sent).toMatchObject({ additionalProperties: false, required: ["title", "kind", "parts"] });
});

test("optional properties and open objects are not strict; a default is asked for", () => {
  expect(askedSchema(z.object({ a: z.string().optional() })).strict).toBe(false);
  expect(askedSchema(z.object({ a: z.record(z.string(), z.number()) })).strict).toBe(false);
  expect(askedSchema(z.object({ a: z.string().default("x") }))).toMatchObject({
    strict: true,
    sent: { required: ["a"] },
  });
});

test("a list is asked for inside an object, which is what providers take", () => {
  expect(askedSchema(z.array(z.string()))).toMatchObject({
    wrapped: true,
    strict: true,
    sent: { type: "object", properties: { value: { type: "array" } }, required: ["value"] },
  });
});
