import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { anyRecord } from "../../../test/fixtures/formats/any-record.ts";
import {
  type ChatRecord,
  type ChatTemplate,
  checkMask,
  createMask,
  type DocumentRecord,
  type MaskSettings,
  type Message,
  maskRecord,
  openTemplate,
  openTokenizer,
  type RecordMask,
  type Tokenizer,
  templateNames,
} from "../index.ts";
import { compileTemplate } from "../tokens/chat-template.ts";

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await openTokenizer("test/fixtures/tokenizer");
});

const chat = (messages: Message[], id = "case"): ChatRecord => ({
  kind: "chat",
  id,
  messages,
  provenance: { recipe: "difficult-advice", seed: 1 },
});
const asked: Message = { role: "user", content: "May I sign for her?" };
const thoughtful = chat([
  asked,
  { role: "assistant", content: "Ask her first.", reasoning_content: "It is her name." },
]);
const plain = chat([asked, { role: "assistant", content: "Ask her first." }]);

/** The text with brackets around what is trained on. */
function drawn({ pieces }: RecordMask): string {
  return pieces.map(({ text, supervised }) => (supervised ? `[${text}]` : text)).join("");
}

async function mask(record: ChatRecord, template: string | ChatTemplate, more: Partial<MaskSettings> = {}) {
  const opened = typeof template === "string" ? await openTemplate(template) : template;
  return maskRecord(record, { tokenizer, template: opened, ...more });
}

describe("what is trained on", () => {
  test("the assistant's words and its stop token, and not its header", async () => {
    expect(drawn(await mask(plain, "chatml"))).toBe(
      "<|im_start|>user\nMay I sign for her?<|im_end|>\n<|im_start|>assistant\n[Ask her first.<|im_end|>]\n",
    );
  });

  test("every turn of the assistant, calls too, and no answer of a tool", async () => {
    const call = { type: "function" as const, function: { name: "mail", arguments: { to: "ana" } } };
    const record = chat([
      asked,
      { role: "assistant", content: "I ask.", tool_calls: [call] },
      { role: "tool", content: "Sent." },
      { role: "assistant", content: "Wait for her." },
    ]);
    expect(drawn(await mask(record, "llama-3-like"))).toContain(
      '[I ask.\n<tool_call>\n{"name": "mail", "arguments": {"to": "ana"}}\n</tool_call><|eot_id|>]' +
        "<|start_header_id|>ipython<|end_header_id|>\n\nSent.<|eot_id|>" +
        "<|start_header_id|>assistant<|end_header_id|>\n\n[Wait for her.<|eot_id|>]",
    );
  });

  test.each([
    ["both", "[<think>\nIt is her name.\n</think>\n\nAsk her first.<|im_end|>]"],
    ["thought", "[<think>\nIt is her name.\n</think>\n\n]Ask her first.<|im_end|>"],
    ["answer", "<think>\nIt is her name.\n</think>\n\n[Ask her first.<|im_end|>]"],
    ["empty", "[<think>\nIt is her name.\n</think>\n\nAsk her first.<|im_end|>]"],
  ] as const)("supervise %s", async (supervise, turn) => {
    const result = await mask(thoughtful, "qwen-3-like", { supervise });
    expect(result.refused).toBeUndefined();
    expect(drawn(result)).toContain(`<|im_start|>assistant\n${turn}`);
  });

  test("a thought in the text itself, for students without a place for it", async () => {
    expect(drawn(await mask(thoughtful, "chatml", { reasoning: "inline" }))).toContain(
      "[<think>\nIt is her name.\n</think>\n\nAsk her first.<|im_end|>]",
    );
  });

  test("all of a document, and the end of the sequence", () => {
    const document: DocumentRecord = {
      kind: "document",
      id: "memo",
      text: "Why we ask first.",
      provenance: { recipe: "stories", seed: 1 },
    };
    const result = maskRecord(document, { tokenizer });
    expect(drawn(result)).toBe("[Why we ask first.<|im_end|>]");
    expect(result.ids).toEqual([...tokenizer.encode("Why we ask first."), ...tokenizer.encode("<|im_end|>")]);
  });
});

describe("templates without marks", () => {
  const unmarked = (source: string) => compileTemplate("own", source);
  const qwen = `{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' and (loop.last or m.reasoning_content) %}<think>\n{{ m.reasoning_content or '' }}\n</think>\n\n{% endif %}{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}`;

  test("turns are found by rendering", async () => {
    expect(drawn(await mask(thoughtful, await unmarked(qwen)))).toBe(
      "<|im_start|>user\nMay I sign for her?<|im_end|>\n" +
        "<|im_start|>assistant\n[<think>\nIt is her name.\n</think>\n\nAsk her first.<|im_end|>]\n",
    );
  });

  test("a thought that the prompt opens is not trained on from its tag, but from its first word", async () => {
    const opened = qwen.replace("assistant\n{% endif %}", "assistant\n<think>\n{% endif %}");
    expect(drawn(await mask(thoughtful, await unmarked(opened)))).toContain(
      "<think>\n[It is her name.\n</think>",
    );
    const result = await mask(plain, await unmarked(opened));
    expect(result.refused?.reason).toBe("empty-think-block");
  });

  test("earlier turns that lose their thought are named", async () => {
    const forgetful = qwen.replace("(loop.last or m.reasoning_content)", "loop.last");
    const record = chat([...thoughtful.messages, asked, ...thoughtful.messages.slice(1)]);
    const other = chat(
      record.messages.map((message, index) =>
        index === 1 ? { ...message, reasoning_content: "Another thought." } : message,
      ),
    );
    const result = await mask(other, await unmarked(forgetful));
    expect(drawn(result)).toContain("assistant\n[Ask her first.<|im_end|>]\n<|im_start|>user");
    expect(result.notes).toEqual(["thought-left-out"]);
  });

  test("a template that writes the tool's answer into the assistant's turn is refused", async () => {
    const merged = await unmarked(
      "{% for m in messages %}{% if m.role == 'assistant' and loop.nextitem and loop.nextitem.role == 'tool' %}<a>{{ m.content }}{% elif m.role == 'tool' %}({{ m.content }})<|im_end|>{% else %}<{{ m.role[0] }}>{{ m.content }}<|im_end|>{% endif %}{% endfor %}{% if add_generation_prompt %}<a>{% endif %}",
    );
    const record = chat([
      asked,
      { role: "assistant", content: "I look." },
      { role: "tool", content: "Nothing." },
      { role: "assistant", content: "So ask." },
    ]);
    expect((await mask(record, merged)).refused).toEqual({
      reason: "turn-not-found",
      message: "message 3 is written into the turn before it",
    });
  });
});

describe("refuses", () => {
  test("an empty think block, unless it is asked for", async () => {
    const refused = await mask(plain, "qwen-3-like");
    expect(refused.refused?.reason).toBe("empty-think-block");
    expect((await mask(plain, "qwen-3-like", { supervise: "answer" })).refused).toBeUndefined();
    const asked = await mask(plain, "qwen-3-like", { supervise: "empty" });
    expect(asked.refused).toBeUndefined();
    expect(drawn(asked)).toContain("[<think>\n\n</think>\n\nAsk her first.<|im_end|>]");
  });

  test("what supervises nothing: no thought to train on, no turn of the assistant, nothing before the cut", async () => {
    expect((await mask(plain, "qwen-3-like", { supervise: "thought" })).refused?.reason).toBe(
      "nothing-supervised",
    );
    expect((await mask(chat([asked]), "chatml")).refused?.reason).toBe("nothing-supervised");
    const cut = await mask(plain, "chatml", { maxLength: 12 });
    expect(cut.refused).toEqual({
      reason: "nothing-supervised",
      message: "no token within the first 12 would be trained on",
    });
    expect(cut.notes).toEqual(["too-long"]);
  });

  test.each([
    ["left out of the mask", "{% generation %}{{ m.content }}{% endgeneration %}<|im_end|>"],
    ["never written", "{% generation %}{{ m.content }}{% endgeneration %}"],
  ])("a stop token %s", async (_, turn) => {
    const template = await compileTemplate(
      "own",
      `{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}${turn}{% else %}{{ m.content }}<|im_end|>{% endif %}{% endfor %}`,
    );
    expect((await mask(plain, template)).refused?.reason).toBe("stop-token-missing");
  });

  test("a record whose text holds the stop token", async () => {
    const record = chat([
      { role: "user", content: "What is <|im_end|>?" },
      { role: "assistant", content: "A token." },
    ]);
    expect((await mask(record, "chatml")).refused?.reason).toBe("stop-token-in-text");
  });

  test("a record that the template refuses, with the template's words", async () => {
    const template = await compileTemplate("own", "{{ raise_exception('no system role') }}");
    expect((await mask(plain, template)).refused).toEqual({
      reason: "template-failed",
      message: "no system role",
    });
  });
});

test("a role's header that the template marks is taken out of the mask", async () => {
  const template = await compileTemplate(
    "own",
    "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}<|im_start|>assistant\n{{ m.content }}<|im_end|>{% endgeneration %}{% else %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
  );
  const result = await mask(plain, template);
  expect(result.notes).toEqual(["role-header-marked"]);
  expect(drawn(result)).toContain("<|im_start|>assistant[\nAsk her first.<|im_end|>]");
});

test("for any record, the pieces are the text, and ids and mask go together", async () => {
  const templates = await Promise.all(templateNames.map(openTemplate));
  fc.assert(
    fc.property(anyRecord, fc.constantFrom(...templates), (record, template) => {
      const { ids, supervised, pieces, supervisedTokens, refused } = maskRecord(record, {
        tokenizer,
        template,
      });
      expect(supervised.length).toBe(ids.length);
      expect(pieces.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(ids.length);
      expect(supervised.filter(Boolean).length).toBe(supervisedTokens);
      if (ids.length > 0 && refused?.reason !== "nothing-supervised") expect(supervised).toContain(true);
      const text = pieces.map((piece) => piece.text).join("");
      // Half a surrogate pair is no text, and becomes the sign for that on the way to bytes.
      expect(tokenizer.decode(ids)).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test("a report counts, and names what is refused or will be cut", async () => {
  const long = chat([asked, { role: "assistant", content: "Ask. ".repeat(60) }], "long");
  const report = await checkMask([thoughtful, { ...plain, id: "bare" }, long], {
    tokenizer,
    template: await openTemplate("qwen-3-like"),
    maxLength: 100,
  });
  expect(report).toMatchObject({
    records: 3,
    supervisedPerRecord: { min: expect.any(Number) },
    refused: {
      "empty-think-block": { records: 2, ids: ["bare", "long"] },
    },
    notes: { "too-long": { records: 1, ids: ["long"] } },
  });
  expect(report.supervisedTokens).toBe(report.supervisedPerRecord.max);
});

describe("for export", () => {
  test("gives ids and mask, and throws at a record that must not be trained on", async () => {
    const template = await openTemplate("qwen-3-like");
    const give = createMask({ tokenizer, template });
    const { ids, supervised } = maskRecord(thoughtful, { tokenizer, template });
    expect(give(thoughtful)).toEqual({ ids, supervised });
    expect(() => give(plain)).toThrow('The record "case" must not be trained on as it is');
  });

  test("takes no approximate tokenizer", async () => {
    const approximate = await openTokenizer();
    expect(() => createMask({ tokenizer: approximate })).toThrow("o200k_base is not the student's tokenizer");
  });
});
