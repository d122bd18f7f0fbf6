import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { copyPrompts, openPrompts } from "../index.ts";

const folder = useTemporaryFolder();

/** A packaged prompt, replaced by this one: names must be known. */
const name = "shared/paraphrase";

async function promptsWith(files: Record<string, string>) {
  for (const [file, source] of Object.entries(files)) {
    const path = folder("own", file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, source);
  }
  return openPrompts({ overrides: folder("own") });
}
const promptOf = (source: string) => promptsWith({ [`${name}.liquid`]: source });

describe("a prompt file becomes messages", () => {
  test("one for each line ===, rendered on its own, without empty ones", async () => {
    const prompts = await promptOf(
      "=== system\n{{ system }}\n\n=== user\nHello {{ who }}.\n=== assistant\nYes.\n=== user\n{% if who %}Go on.{% endif %}\n",
    );
    expect(prompts.render(name, { system: "", who: "Ann" })).toEqual([
      { role: "user", content: "Hello Ann." },
      { role: "assistant", content: "Yes." },
      { role: "user", content: "Go on." },
    ]);
  });

  test("one user message where there is no such line", async () => {
    const prompts = await promptOf("Say {{ word }}\r\nonce.");
    expect(prompts.render(name, { word: "yes" })).toEqual([{ role: "user", content: "Say yes\nonce." }]);
  });

  test("and no variable opens a message, fills a template or reads a file, whatever it holds", async () => {
    const prompts = await promptOf("=== user\nA {{ text }} Z");
    const part = fc.constantFrom(
      "=== system\n",
      "\n=== assistant\n",
      "{{ who }}",
      '{% render "shared/style" %}',
      "{% raw %}",
      "\n",
      "x",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        expect(prompts.render(name, { text })).toEqual([{ role: "user", content: `A ${text} Z` }]);
      }),
    );
  });

  test("partials come from the prompts, with what they are handed and the banned phrases", async () => {
    const prompts = await promptsWith({
      [`${name}.liquid`]: '{% render "shared/style" %} {% render "shared/not-reciting", word: word %}',
      "shared/style.liquid": "Never {{ banned }}.",
      "shared/not-reciting.liquid": "Not {{ word }}.",
      "shared/banned-phrases.txt": "# a note\ndelve\nat the end of the day\n",
    });
    expect(prompts.render(name, { word: "this" })).toEqual([
      { role: "user", content: 'Never "delve", "at the end of the day". Not this.' },
    ]);
  });
});

describe("what is wrong is said with file and line", () => {
  test.each<[string, string, RegExp]>([
    [
      "a missing variable",
      "=== user\nA\n{{ worrry }}",
      /shared\/paraphrase\.liquid:3: there is no variable "worrry"\. Given: worry\./,
    ],
    ["one in a condition", "{% if depth %}x{% endif %}", /:1: there is no variable "depth"/],
    ["a missing field", "{{ worry.text }}", /:1: there is no variable "worry\.text"/],
    ["an unknown filter", "=== system\nA\n=== user\n{{ worry | shout }}", /:4: undefined filter: shout/],
    ["a tag left open", "\n{% if worry %}", /:2: .*not closed/],
    [
      "a tag that reaches over messages",
      "=== system\n{% if worry %}\n=== user\n{% endif %}",
      /:2: .*not closed/,
    ],
    ["text above the first message", "Note\n=== user\nA", /:1: text above the first line ===/],
    ["a file", '{% render "../../package.json" %}', /"\.\.\/\.\.\/package\.json"/],
    ["a tag that hands on all variables", '{% include "shared/style" %}', /include/],
    ["a role that is none", "=== system\nA\n=== User\nB", /:3: "=== User" begins no message/],
    ["a file that says nothing", "=== user\n\n", /paraphrase\.liquid says nothing/],
  ])("%s", async (_, source, says) => {
    const rendered = promptOf(source).then((prompts) => prompts.render(name, { worry: "w" }));
    await expect(rendered).rejects.toThrow(says);
  });

  test("before the first call, as far as the file alone shows it", async () => {
    await expect(promptOf("{% if worry %}")).rejects.toThrow(/:1: .*not closed/);
  });

  test("a missing variable in a partial names the partial and how to hand it over", async () => {
    const prompts = await promptsWith({
      [`${name}.liquid`]: 'A\n{% render "shared/style" %}',
      "shared/style.liquid": "\n\n{{ word }}",
    });
    expect(() => prompts.render(name, { word: "x" })).toThrow(
      /style\.liquid:3: there is no variable "word" \(in a partial of shared\/paraphrase\)/,
    );
  });

  test("a message begun in a partial", async () => {
    const opened = promptsWith({
      [`${name}.liquid`]: '{% render "shared/style" %}',
      "shared/style.liquid": "=== system\nObey.",
    });
    await expect(opened).rejects.toThrow(/style\.liquid:1: a partial cannot begin a message/);
  });

  test("an unknown name, with the nearest one", async () => {
    const prompts = await openPrompts();
    expect(() => prompts.render("shared/paraphrse", {})).toThrow('There is no prompt "shared/paraphrse"');
  });
});

describe("a folder of one's own", () => {
  test("takes the place of packaged files one by one", async () => {
    const packaged = await openPrompts();
    const own = await promptOf("mine");
    expect(own.render(name, {})).toEqual([{ role: "user", content: "mine" }]);
    expect(own.names()).toEqual(packaged.names());
    expect(own.version("shared/generic")).toBe(packaged.version("shared/generic"));
  });

  test("that holds a file of no known name is an error with the nearest name", async () => {
    await expect(promptsWith({ "shared/paraphrases.liquid": "x" })).rejects.toMatchObject({
      code: "unknown-prompt",
      next: expect.stringContaining('Did you mean "shared/paraphrase"?'),
    });
  });

  test("that holds a prompt under another ending is told that nobody reads it", async () => {
    await expect(promptsWith({ "shared/paraphrase.txt": "x" })).rejects.toThrow(
      "shared/paraphrase.txt is not read: prompts end in .liquid.",
    );
  });

  test("may hold files that begin with a byte order mark", async () => {
    const prompts = await promptOf("\ufeff=== system\nBe brief.\n=== user\nHello.");
    expect(prompts.render(name, {}).map(({ role }) => role)).toEqual(["system", "user"]);
  });

  test("is made by copying; what is there is kept", async () => {
    const first = await copyPrompts("stories", folder("copy"));
    expect(first.copied.length).toBeGreaterThan(1);
    writeFileSync(folder("copy", `${first.copied[0]}.liquid`), "mine");
    const again = await copyPrompts("stories", folder("copy"));
    expect(again).toEqual({ copied: [], kept: first.copied });
    const prompts = await openPrompts({ overrides: folder("copy") });
    expect(prompts.file(first.copied[0]!).source).toBe("mine");
    await expect(copyPrompts("storys", folder("copy"))).rejects.toThrow('Did you mean "stories"?');
  });
});

test("a version changes with the file, with every partial and with the banned phrases, and with nothing else", async () => {
  const files = {
    [`${name}.liquid`]: 'A {% render "shared/style" %}',
    "shared/style.liquid": '{% render "shared/not-reciting" %}',
    "shared/not-reciting.liquid": "Not {{ banned }}.",
    "shared/banned-phrases.txt": "delve",
    "shared/generic.liquid": "unused",
  };
  const version = async (change: Record<string, string>) =>
    (await promptsWith({ ...files, ...change })).version(name);
  const before = await version({});
  expect(before).toMatch(/^[0-9a-f]{12}$/);
  expect(await version({ "shared/generic.liquid": "other" })).toBe(before);
  const changed = [
    await version({ [`${name}.liquid`]: 'B {% render "shared/style" %}' }),
    await version({ "shared/style.liquid": 'S {% render "shared/not-reciting" %}' }),
    await version({ "shared/not-reciting.liquid": "Never {{ banned }}." }),
    await version({ "shared/banned-phrases.txt": "delve\ntapestry" }),
  ];
  expect(new Set([before, ...changed]).size).toBe(5);
});

test("every packaged prompt can be parsed, and its partials are there", async () => {
  const prompts = await openPrompts();
  for (const one of prompts.names()) {
    expect(prompts.version(one)).toMatch(/^[0-9a-f]{12}$/);
    try {
      prompts.render(one, {});
    } catch (error) {
      expect(error).toMatchObject({ code: "missing-variable" });
    }
  }
});
