import { expect, test } from "vitest";
import { countWords } from "./index.ts";

test.each([
  ["", 0],
  [" \n ", 0],
  ["one", 1],
  ["two  words\n", 2],
  ["don't stop-gap", 2],
  ["我们为什么", 5],
  ["the word 为什么 means why", 7],
])("%j has %i words", (text, words) => expect(countWords(text)).toBe(words));
