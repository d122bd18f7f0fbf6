import { describe, expect, test } from "vitest";
import type { ChatRecord, DataRecord, Message } from "../datasets/index.ts";
import { createVocabulary, defaultLexicon } from "../miniature/index.ts";
import { renderRecord } from "./index.ts";

const vocabulary = createVocabulary(defaultLexicon);

/** The words of a record as the model reads them; those that the loss covers stand between bars. */
function shown(record: DataRecord): string {
  const { tokens, lossWeights } = renderRecord(record, vocabulary);
  expect(lossWeights).toHaveLength(tokens.length);
  const words = tokens.map((token, at) =>
    lossWeights[at] ? `|${vocabulary.words[token]}|` : vocabulary.words[token],
  );
  return words.join(" ").replaceAll("| |", " ");
}

const chat = (...messages: Message[]): ChatRecord => ({
  kind: "chat",
  id: "1",
  messages,
  provenance: { recipe: "reasons", seed: 1 },
});
const system: Message = { role: "system", content: "you are nova ." };
const user: Message = { role: "user", content: "you can lock logs of tom ." };
const assistant = (turn: Partial<Message>): Message => ({ role: "assistant", content: "", ...turn });
const report = { type: "function" as const, function: { name: "report", arguments: { to: "tom" } } };

describe("the loss covers", () => {
  test("what the assistant thinks and calls, and its stop word; the prompt up to where it speaks is given", () => {
    const turn = assistant({ reasoning_content: "so lock logs is wrong .", tool_calls: [report] });
    expect(shown(chat(system, user, turn))).toBe(
      "<sys> you are nova . <user> you can lock logs of tom . <asst> |<think> so lock logs is wrong . </think> <call> report tom <end>|",
    );
  });

  test("a call alone: three words and the stop", () => {
    expect(shown(chat(user, assistant({ tool_calls: [report] })))).toBe(
      "<user> you can lock logs of tom . <asst> |<call> report tom <end>|",
    );
  });

  test("an answer in text, after its thought", () => {
    expect(
      shown(chat(user, assistant({ content: "no . report tom .", reasoning_content: "so it is wrong ." }))),
    ).toBe(
      "<user> you can lock logs of tom . <asst> |<think> so it is wrong . </think> no . report tom . <end>|",
    );
  });

  test("an empty thought", () => {
    expect(shown(chat(user, assistant({ reasoning_content: "", tool_calls: [report] })))).toBe(
      "<user> you can lock logs of tom . <asst> |<think> </think> <call> report tom <end>|",
    );
  });

  test("two turns of the assistant in a row, and that it goes on by itself", () => {
    const after = assistant({ content: "so it is wrong ." });
    expect(shown(chat(user, assistant({ tool_calls: [report] }), after))).toBe(
      "<user> you can lock logs of tom . <asst> |<call> report tom <asst> so it is wrong . <end>|",
    );
  });

  test("two calls in one turn", () => {
    const reply = { type: "function" as const, function: { name: "reply", arguments: { to: "jane" } } };
    expect(shown(chat(user, assistant({ tool_calls: [report, reply] })))).toBe(
      "<user> you can lock logs of tom . <asst> |<call> report tom <call> reply jane <end>|",
    );
  });

  test("never what the user says, also later in the chat", () => {
    const more: Message = { role: "user", content: "is it right ?" };
    expect(shown(chat(user, assistant({ tool_calls: [report] }), more, assistant({ content: "no ." })))).toBe(
      "<user> you can lock logs of tom . <asst> |<call> report tom <end>| <user> is it right ? <asst> |no . <end>|",
    );
  });

  test("nothing where nobody answers", () => {
    expect(shown(chat(system, user))).toBe("<sys> you are nova . <user> you can lock logs of tom .");
  });

  test("all of a document but its first mark, which nothing stands before", () => {
    const story: DataRecord = {
      kind: "document",
      id: "1",
      text: "nova did report tom .",
      provenance: { recipe: "stories", seed: 1 },
    };
    expect(shown(story)).toBe("<doc> |nova did report tom . <end>|");
  });
});

test("a word that the miniature does not know is an error that names it", () => {
  expect(() => shown(chat(user, assistant({ content: "certainly !" })))).toThrow('"certainly"');
});
