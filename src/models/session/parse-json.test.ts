import fc from "fast-check";
import { expect, test } from "vitest";
import { findJson } from "./parse-json.ts";

const first = (text: string) => findJson(text).next().value;

test.each([
  ['{"a": 1}', { a: 1 }],
  ['Here it is:\n```json\n{"a": 1}\n```\nI hope it helps.', { a: 1 }],
  ['```\n["x"]\n```', ["x"]],
  ['Sure! {"a": "a } in a string, and a \\" too"} Anything else?', { a: 'a } in a string, and a " too' }],
  ["I will use {braces} like so: [1, 2]", [1, 2]],
])("finds the value in %j", (text, value) => {
  expect(first(text)).toEqual(value);
});

test("later values are found too, for when the first was an example", () => {
  expect([...findJson('For example {"a": 0}. So: {"a": 1}')]).toEqual([{ a: 0 }, { a: 1 }]);
});

test.each(["", "No.", '{"a": ', "{a: 1}", "}{"])("nothing complete is in %j", (text) => {
  expect([...findJson(text)]).toEqual([]);
});

test("any object survives any words around it that hold no brackets", () => {
  const words = fc.string().map((text) => text.replace(/[[\]{}"`]/g, ""));
  fc.assert(
    fc.property(words, fc.dictionary(fc.string(), fc.jsonValue()), words, (before, value, after) => {
      expect(first(`${before} ${JSON.stringify(value)} ${after}`)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("a loop of brackets takes no time", () => {
  const started = performance.now();
  expect([...findJson("[{".repeat(50_000))]).toEqual([]);
  expect(performance.now() - started).toBeLessThan(5000);
});
