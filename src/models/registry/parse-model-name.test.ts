import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { parseModelName, spellOutModel } from "../index.ts";

const inFolder = useTemporaryFolder();

describe("a model string", () => {
  it.each([
    ["anthropic:claude-x", "anthropic", "claude-x", {}],
    ["openai:ft:gpt-4o:acme::9aB", "openai", "ft:gpt-4o:acme::9aB", {}],
    ["google:gemini-x?temperature=0", "google", "gemini-x", { temperature: 0 }],
    ["openai-compatible:http://h:1/v1#Qwen/Qwen3-8B", "openai-compatible", "http://h:1/v1#Qwen/Qwen3-8B", {}],
    [
      "openai-compatible:http://h/v1?v=2#q3:4b?seed=1",
      "openai-compatible",
      "http://h/v1?v=2#q3:4b",
      { seed: 1 },
    ],
    ["anthropic:c?maxTokens=2000&thinking=4000", "anthropic", "c", { maxOutputTokens: 2000, thinking: 4000 }],
    ["openai:o?thinking=low&thoughts=inline", "openai", "o", { thinking: "low", thoughts: "inline" }],
    ["openai:o?topP=0.9&context=8192", "openai", "o", { topP: 0.9, contextTokens: 8192 }],
  ])("%s", (name, kind, rest, settings) => {
    expect(parseModelName(name)).toEqual({ kind, rest, settings });
  });

  it("can say prices, and the name under which answers are stored", () => {
    expect(parseModelName("openai:o?priceIn=0.5&priceOut=2&as=ours")).toMatchObject({
      price: { inputUsdPerMillion: 0.5, outputUsdPerMillion: 2 },
      as: "ours",
    });
  });

  it("gives back every option that it was given, in any order", () => {
    const options = fc.record(
      {
        temperature: fc.integer({ min: 0, max: 20 }).map((tenths) => tenths / 10),
        maxTokens: fc.integer({ min: 1, max: 100_000 }),
        seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        thoughts: fc.constantFrom("none", "field", "inline"),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(options, fc.boolean(), (given, reversed) => {
        const pairs = Object.entries(given).map(([option, value]) => `${option}=${value}`);
        const query = (reversed ? pairs.reverse() : pairs).join("&");
        const { maxTokens, ...others } = given;
        const settings = maxTokens === undefined ? others : { ...others, maxOutputTokens: maxTokens };
        expect(parseModelName(`openai:o${query ? `?${query}` : ""}`).settings).toEqual(settings);
      }),
    );
  });

  it.each([
    ["claude-x", "does not say of which kind"],
    [":claude-x", "does not say of which kind"],
    ["antropic:claude-x", "Did you mean anthropic:?"],
    ["anthropic:", "names no model"],
    ["anthropic:?seed=1", "names no model"],
    ["openai:o?temprature=1", "Did you mean temperature?"],
    ["openai:o?temperature=hot", "expected a number from 0 to 2"],
    ["openai:o?temperature=", "expected a number from 0 to 2"],
    ["openai:o?temperature=Infinity", "expected a number from 0 to 2"],
    ["openai:o?maxTokens=1.5", "expected a whole number"],
    ["openai:o?thinking=hard", "one of off, on, none, minimal, low"],
    ["openai:o?thoughts=yes", "one of none, field, inline"],
    ["openai:o?seed=1&seed=2", '"seed" stands twice'],
    ["openai:o?priceIn=1", "one price of two"],
    ["openai:o?constructor=1", 'Unknown option "constructor"'],
    ["openai:o?system=no-such-file.txt", "cannot be read (ENOENT)"],
    ["file:no-such-file.yaml", "cannot be read"],
  ])("%s is an error that helps", (name, message) => {
    expect(() => parseModelName(name)).toThrow(message);
  });
});

describe("a model file", () => {
  it("holds the same options; its paths start beside it", () => {
    writeFileSync(inFolder("prefix.txt"), "Be plain.\n");
    writeFileSync(
      inFolder("teacher.yaml"),
      "model: openai-compatible:http://h/v1#m?seed=3\ntemperature: 0.7\nmaxTokens: 2000\nsystem: prefix.txt\n",
    );
    expect(parseModelName(`file:${inFolder("teacher.yaml")}`)).toEqual({
      kind: "openai-compatible",
      rest: "http://h/v1#m",
      settings: { seed: 3, temperature: 0.7, maxOutputTokens: 2000, system: "Be plain." },
    });
  });

  it("is spelled out for records, and means the same", () => {
    writeFileSync(inFolder("prefix.txt"), "Be plain.\n");
    writeFileSync(
      inFolder("teacher.yaml"),
      "model: openai-compatible:http://h/v1?v=2#m?seed=3\nthinking: off\nsystem: prefix.txt\n",
    );
    const name = `file:${inFolder("teacher.yaml")}`;
    const spelled = spellOutModel(name);
    expect(spelled).toMatch(
      /^openai-compatible:http:\/\/h\/v1\?v=2#m\?seed=3&thinking=off&system=.*prefix\.txt$/,
    );
    expect(parseModelName(spelled)).toEqual(parseModelName(name));
    expect(spellOutModel(spelled)).toBe(spelled);
  });

  it.each([
    ["temperature: 1\n", "has no model"],
    ["- anthropic:x\n", "has no model"],
    ["model: file:other.yaml\n", "has no model"],
    ["model: openai:o\ntempersture: 1\n", "Did you mean temperature?"],
    ["model: 'openai:o\n", "cannot be read"],
  ])("%j is an error that helps", (text, message) => {
    writeFileSync(inFolder("teacher.yaml"), text);
    expect(() => parseModelName(`file:${inFolder("teacher.yaml")}`)).toThrow(message);
  });
});
