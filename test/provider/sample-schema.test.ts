import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createRandom } from "../../src/statistics/index.ts";
import type { JsonObject } from "./json.ts";
import { breakValue, sampleSchema } from "./sample-schema.ts";

const draw = (schema: unknown, seed = 1) => sampleSchema(schema, createRandom(seed), { words: 12 });
const jsonOf = (schema: z.ZodType) => z.toJSONSchema(schema) as JsonObject;

/** Zod schemas of all kinds that recipes use, with bounds. */
const { schema: anySchema, object: anyObject } = fc.letrec<{ schema: z.ZodType; object: z.ZodType }>(
  (tie) => ({
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(z.boolean(), z.null(), z.iso.date(), z.email(), z.uuid(), z.literal("yes")),
      fc.tuple(fc.nat(60), fc.nat(60)).map(([least, more]) =>
        z
          .string()
          .min(least)
          .max(least + more),
      ),
      fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(9)).map(([least, more]) =>
        z
          .int()
          .min(least)
          .max(least + more),
      ),
      fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(9)).map(([least, more]) =>
        z
          .number()
          .gt(least)
          .lt(least + more + 1),
      ),
      fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((names) => z.enum(names)),
      fc.tuple(tie("schema"), fc.nat(3), fc.nat(3)).map(([item, least, more]) =>
        z
          .array(item)
          .min(least)
          .max(least + more),
      ),
      fc.tuple(tie("schema"), tie("schema")).map(([one, other]) => z.union([one, other])),
      fc.tuple(tie("schema"), tie("schema")).map(([one, other]) => z.tuple([one, other])),
      tie("schema").map((one) => one.nullable()),
      tie("schema").map((one) => z.record(z.string(), one)),
      tie("object"),
    ),
    object: fc
      .tuple(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie("schema"), { minKeys: 1, maxKeys: 4 }),
        fc.boolean(),
      )
      .map(([shape, last]) => z.strictObject({ ...shape, last: last ? z.string().optional() : z.string() })),
  }),
);

describe("sampleSchema", () => {
  test("draws values that conform, the same by the same seed", () => {
    fc.assert(
      fc.property(anySchema, fc.integer(), (schema, seed) => {
        const value = draw(jsonOf(schema), seed);
        expect(schema.safeParse(value).error?.message).toBeUndefined();
        expect(draw(jsonOf(schema), seed)).toEqual(value);
      }),
    );
  });

  test("ends on schemas that contain themselves", () => {
    interface Tree {
      name: string;
      children: Tree[];
    }
    const tree: z.ZodType<Tree> = z.object({
      name: z.string(),
      get children() {
        return z.array(tree);
      },
    });
    expect(tree.parse(draw(jsonOf(tree)))).toMatchObject({ name: expect.any(String) });
    const endless = {
      $ref: "#/$defs/a",
      $defs: { a: { type: "object", properties: { a: { $ref: "#/$defs/a" } }, required: ["a"] } },
    };
    expect(() => draw(endless)).toThrow("without end");
  });

  test("says which pattern it cannot meet, and meets simple ones", () => {
    expect(draw({ type: "string", pattern: "^[a-z-]+$" })).toMatch(/^[a-z-]+$/);
    expect(() => draw({ type: "string", pattern: "^(?:x{7}|y{9})$" })).toThrow("^(?:x{7}|y{9})$");
  });
});

test("breakValue breaks what conformed", () => {
  fc.assert(
    fc.property(anyObject, fc.integer(), (schema, seed) => {
      const broken = breakValue(draw(jsonOf(schema), seed), jsonOf(schema));
      expect(schema.safeParse(broken).success).toBe(false);
    }),
  );
});
