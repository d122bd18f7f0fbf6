import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWords, readWords } from "./read-words.ts";

const words = createWords();
const hashes = (text: string) => {
  readWords(text, words);
  return [...words.hashes.slice(0, words.count)];
};
const spelled = (text: string) => {
  readWords(text, words);
  return Array.from({ length: words.count }, (_, i) => text.slice(words.starts[i], words.ends[i]));
};

describe("what does not count", () => {
  test.each([
    ["case", "The Board Meets", "the board meets"],
    ["punctuation", "Stop. (Why?) I can't!", "stop why i can t"],
    ["curly apostrophes", "don’t", "don't"],
    ["layout", "a  b\r\n\tc\u00a0d", "a b c d"],
    ["accents", "déjà vu à Zürich", "deja vu a Zurich"],
    ["how accents are composed", "de\u0301ja\u0300", "d\u00e9j\u00e0"],
    ["how syllables are composed", "한국어", "한국어".normalize("NFD")],
    ["how voiced kana are composed", "がぎ", "がぎ".normalize("NFD")],
    ["width", "ＡＢＣ１２", "abc12"],
    ["ligatures", "ﬁnd ﬂow", "find flow"],
    ["zero-width characters", "ca\u200bna\u00adry\ufeff", "canary"],
    ["emoji", "well done 🎉", "well done"],
  ])("%s", (_, one, other) => {
    expect(hashes(one)).toEqual(hashes(other));
    expect(hashes(one).length).toBeGreaterThan(0);
  });
});

describe("what is a word", () => {
  test.each([
    ["one in Latin letters, with its digits", "Room 12b is shut.", ["Room", "12b", "is", "shut"]],
    ["each character of Chinese", "我不会说谎。", ["我", "不", "会", "说", "谎"]],
    ["each character among others", "用AI写3篇", ["用", "AI", "写", "3", "篇"]],
    ["a Thai consonant with its marks", "ที่นี่", ["ที่", "นี่"]],
    ["characters beyond the first plane", "𠮷野 𝐀𝐁", ["𠮷", "野", "𝐀𝐁"]],
    ["none in marks alone", "?! -- ...", []],
  ])("%s", (_, text, expected) => expect(spelled(text)).toEqual(expected));

  test("each lies where it is said to lie, in any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        const found = spelled(text);
        const all = hashes(text);
        expect(found.map((word) => hashes(word)[0])).toEqual(all);
        for (const word of found) expect(hashes(word)).toHaveLength(1);
      }),
    );
  });

  test("different words have different hashes", () => {
    const different = Array.from({ length: 20_000 }, (_, i) => `w${i.toString(36)}`);
    expect(new Set(hashes(different.join(" "))).size).toBe(different.length);
  });
});
