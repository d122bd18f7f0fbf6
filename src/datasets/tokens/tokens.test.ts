import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import masks from "../../../test/fixtures/tokenizer/masks.json" with { type: "json" };
import {
  type ChatRecord,
  countTokens,
  maskRecord,
  openTemplate,
  openTokenizer,
  type Tokenizer,
} from "../index.ts";
import { compileTemplate } from "./chat-template.ts";

const fixture = "test/fixtures/tokenizer";
let folder: string;
let own: Tokenizer;
let named: Tokenizer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "teachwhy-tokens-"));
  own = await openTokenizer(fixture);
  named = await openTokenizer();
});
afterAll(() => rmSync(folder, { recursive: true }));

const chat: ChatRecord = {
  kind: "chat",
  id: "case",
  messages: [
    { role: "user", content: "May I sign for her?" },
    { role: "assistant", content: "Ask her first." },
  ],
  provenance: { recipe: "difficult-advice", seed: 1 },
};

test("a student's own tokenizer is exact, one by name is not, and both say what they are", () => {
  expect(own).toMatchObject({
    exact: true,
    name: expect.stringMatching(/^tokenizer\.json of tokenizer \(\w{12}\)$/),
  });
  expect(named).toMatchObject({ exact: false, name: "o200k_base" });
  expect(own.special.has("<|im_end|>")).toBe(true);
});

test("names of special tokens are one token for the student, and plain text for an approximate count", () => {
  expect(own.count("<|im_end|>")).toBe(1);
  expect(named.count("<|endoftext|>")).toBeGreaterThan(1);
});

test("every token has its place, and places lie side by side", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      for (const tokenizer of [own, named]) {
        const normal = tokenizer.normalize(text);
        const { ids, starts, ends } = tokenizer.place(normal);
        expect(ids).toEqual(tokenizer.encode(normal));
        expect(starts).toEqual([0, ...ends].slice(0, ids.length));
        expect(ends.at(-1) ?? 0).toBe(Buffer.byteLength(normal));
        expect(tokenizer.count(normal)).toBe(ids.length);
        expect(tokenizer.decode(ids)).toBe(normal);
      }
    }),
  );
});

test("what is marked as generated is what transformers marks, token by token", async () => {
  expect(masks.length).toBe(8);
  for (const { template: name, source, messages, ids, mask } of masks) {
    const template = await compileTemplate(name, source);
    const record = { ...chat, messages } as ChatRecord;
    const found = maskRecord(record, { tokenizer: own, template, supervise: "empty" });
    expect({ name, ids: found.ids, mask: found.supervised.map(Number).join("") }).toEqual({
      name,
      ids,
      mask,
    });
  }
});

describe("counts of a record", () => {
  test("with a chat template are those of the whole text", async () => {
    const template = await openTemplate("chatml");
    const text =
      "<|im_start|>user\nMay I sign for her?<|im_end|>\n<|im_start|>assistant\nAsk her first.<|im_end|>\n";
    expect(countTokens(chat, { tokenizer: own, template })).toBe(own.count(text));
  });

  test("without one are those of its texts", () => {
    const texts = own.count("May I sign for her?") + own.count("Ask her first.");
    expect(countTokens(chat, { tokenizer: own })).toBe(texts);
  });

  test("of a document include the end of the sequence", () => {
    const document = { kind: "document" as const, id: "d", text: "A memo.", provenance: chat.provenance };
    expect(countTokens(document, { tokenizer: own })).toBe(own.count("A memo.") + 1);
  });
});

describe("a model's folder", () => {
  const files = (config: object) => {
    const place = mkdtempSync(join(folder, "model-"));
    copyFileSync(join(fixture, "tokenizer.json"), join(place, "tokenizer.json"));
    writeFileSync(join(place, "tokenizer_config.json"), JSON.stringify(config));
    return place;
  };

  test("brings its chat template and special tokens, in every form in which they are written", async () => {
    const place = files({
      bos_token: { content: "<|begin_of_text|>" },
      eos_token: "<|eot_id|>",
      chat_template: [
        { name: "rag", template: "no" },
        { name: "default", template: "{{ bos_token }}default" },
      ],
    });
    const opened = await openTokenizer(place);
    expect(opened.variables).toEqual({ bos_token: "<|begin_of_text|>", eos_token: "<|eot_id|>" });
    expect(opened.template?.render({ messages: [], variables: opened.variables })).toBe(
      "<|begin_of_text|>default",
    );
    writeFileSync(join(place, "chat_template.jinja"), "newer");
    expect((await openTokenizer(join(place, "tokenizer.json"))).template?.render({ messages: [] })).toBe(
      "newer",
    );
  });

  test.each([
    ["no tokenizer.json", () => folder, "no-tokenizer"],
    ["a template that is none", () => files({ chat_template: "{% for %}" }), "bad-tokenizer"],
    ["settings that are none", () => files({ chat_template: 5 }), "bad-tokenizer"],
    ["no folder at all", () => join(folder, "nowhere"), "unknown-tokenizer"],
    ["a name with a typo", () => "o200k_bas", "unknown-tokenizer"],
  ])("%s is an error", async (_, place, code) => {
    await expect(openTokenizer(place())).rejects.toMatchObject({ code });
  });

  test("a pointer of Git LFS says what it is not", async () => {
    const place = mkdtempSync(join(folder, "lfs-"));
    writeFileSync(join(place, "tokenizer.json"), "version https://git-lfs.github.com/spec/v1\n");
    await expect(openTokenizer(place)).rejects.toMatchObject({ next: expect.stringContaining("Git LFS") });
  });

  test("a tokenizer that changes the text counts, and says that its tokens have no places", async () => {
    const place = mkdtempSync(join(folder, "lower-"));
    const json = JSON.parse(readFileSync(join(fixture, "tokenizer.json"), "utf8"));
    writeFileSync(
      join(place, "tokenizer.json"),
      JSON.stringify({ ...json, normalizer: { type: "Lowercase" } }),
    );
    const lower = await openTokenizer(place);
    expect(lower.count("MAY I?")).toBe(own.count("may i?"));
    expect(() => lower.place("May I?")).toThrow("The tokenizer changes the text");
  });

  test("a template that nobody knows is an error that helps", async () => {
    await expect(openTemplate("chatlm")).rejects.toThrow('Did you mean "chatml"?');
  });
});
