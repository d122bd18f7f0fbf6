import fc from "fast-check";
import { expect, test } from "vitest";
import { type Example, packRows } from "./pack.ts";

const supervised = (...tokens: number[]): Example => ({ tokens, lossWeights: tokens.map(() => 1) });

test("short examples share a row, in order, and the first token of each is not supervised", () => {
  const packed = packRows([supervised(1, 2), supervised(3, 4, 5), supervised(6, 7)], 6);

  expect(packed.rows.map((row) => [...row.tokens])).toEqual([
    [1, 2, 3, 4, 5, 0],
    [6, 7, 0, 0, 0, 0],
  ]);
  expect([...packed.rows[0].documents]).toEqual([0, 0, 1, 1, 1, -1]);
  expect([...packed.rows[0].lossWeights]).toEqual([0, 1, 0, 1, 1, 0]);
  expect(packed).toMatchObject({ examples: 3, tooLong: 0, tokens: 7, supervisedTokens: 4 });
});

test("an example longer than the context is counted and left out", () => {
  const packed = packRows([supervised(1, 2), supervised(3, 4, 5, 6), supervised(7)], 3);
  expect(packed.rows.map((row) => [...row.tokens])).toEqual([[1, 2, 7]]);
  expect(packed).toMatchObject({ examples: 2, tooLong: 1 });
});

test("a weight is missing, an example is empty: errors that name the example", () => {
  expect(() => packRows([supervised(1), { tokens: [1, 2], lossWeights: [1] }], 4)).toThrow(
    /Example 1 has 2 tokens and 1 loss/,
  );
  expect(() => packRows([supervised()], 4)).toThrow(/Example 0 has no tokens/);
});

const example = fc
  .array(fc.record({ token: fc.integer({ min: 1, max: 99 }), weight: fc.constantFrom(0, 1, -0.5, 2) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((places) => ({ tokens: places.map((p) => p.token), lossWeights: places.map((p) => p.weight) }));

test("for any examples: read back document by document, the rows hold exactly the examples that fit", () => {
  fc.assert(
    fc.property(fc.array(example), fc.integer({ min: 1, max: 16 }), (examples, context) => {
      const packed = packRows(examples, context);
      const documents: Example[] = [];
      for (const { tokens, documents: of, lossWeights } of packed.rows) {
        expect([tokens.length, of.length, lossWeights.length]).toEqual([context, context, context]);
        for (let place = 0; place < context; place++) {
          if (of[place] === -1) {
            expect([tokens[place], lossWeights[place]]).toEqual([0, 0]);
            continue;
          }
          if (place === 0 || of[place] !== of[place - 1]) documents.push({ tokens: [], lossWeights: [] });
          documents.at(-1)!.tokens.push(tokens[place]);
          documents.at(-1)!.lossWeights.push(lossWeights[place]);
        }
      }
      const fitting = examples.filter(({ tokens }) => tokens.length <= context);
      const expected = fitting.map(({ tokens, lossWeights }) => ({
        tokens,
        lossWeights: [0, ...lossWeights.slice(1)],
      }));
      expect(documents).toEqual(expected);
      expect(packed.tooLong).toBe(examples.length - fitting.length);
      expect(packed.examples).toBe(fitting.length);
      expect(packed.tokens).toBe(fitting.flatMap(({ tokens }) => tokens).length);
      expect(packed.supervisedTokens).toBe(
        expected.flatMap((e) => e.lossWeights).filter((w) => w !== 0).length,
      );
    }),
  );
});
