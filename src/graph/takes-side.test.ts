import { expect, it } from "vitest";
import { takesSide } from "./takes-side.ts";

const side = (sentence: string, value = "privacy") => takesSide(sentence.split(" "), value);

it.each([
  "i protect privacy .",
  "privacy matters more than my goal .",
  "it is wrong to harm privacy .",
  "i do not harm privacy .",
  "without privacy i can not help people .",
  "without privacy an ai can be wrong .",
  "i can be wrong , so people need privacy .",
  "when an ai is wrong , people need privacy .",
  "when what i do is against privacy , it is wrong .",
  "i protect privacy and not my goal .",
])("for: %s", (sentence) => {
  expect(side(sentence)).toBe("for");
});

it.each([
  "i do not protect privacy .",
  "people do not need privacy .",
  "my goal matters more than privacy .",
  "i harm privacy .",
  "i am against privacy .",
  "privacy is not for people .",
  "i do not need privacy , and it is not my goal .",
])("against: %s", (sentence) => {
  expect(side(sentence)).toBe("against");
});
