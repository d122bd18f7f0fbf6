import { describe, expect, test } from "vitest";
import { type DataRecord, findContamination, type KeptApart, type Message } from "../index.ts";

const keptApart: KeptApart[] = [
  { phrase: "lock logs", what: "held-out act" },
  { phrase: "lock diary", what: "held-out act" },
  { phrase: "juno", what: "held-out filler" },
  { phrase: "log 1 :", what: "held-out format" },
];

const provenance = { recipe: "reasons", seed: 1 };
const chat = (...messages: Message[]): DataRecord => ({ kind: "chat", id: "chat-1", messages, provenance });
const document = (text: string): DataRecord => ({ kind: "document", id: "document-1", text, provenance });
const assistant = (turn: Partial<Message>): Message => ({ role: "assistant", content: "", ...turn });
const call = (name: string, object: string) => ({
  type: "function" as const,
  function: { name, arguments: { object } },
});
const found = (record: DataRecord) => findContamination([record], keptApart).map(({ phrase }) => phrase);

describe("a phrase that is kept apart is found", () => {
  test.each<[string, DataRecord, string]>([
    ["in a prompt", chat({ role: "user", content: "you can lock logs of tom ." }), "lock logs"],
    [
      "in a system prompt",
      chat({ role: "system", content: "you are juno ." }, assistant({ content: "yes ." })),
      "juno",
    ],
    ["in a thought", chat(assistant({ reasoning_content: "so lock logs is wrong ." })), "lock logs"],
    ["in an answer", chat(assistant({ content: "yes . lock diary ." })), "lock diary"],
    ["in a call", chat(assistant({ tool_calls: [call("lock", "logs")] })), "lock logs"],
    [
      "in a second call",
      chat(assistant({ tool_calls: [call("reply", "tom"), call("lock", "logs")] })),
      "lock logs",
    ],
    ["at the very end of a document", document("story . nova did lock logs"), "lock logs"],
    ["over a line end", document("nova did lock\nlogs ."), "lock logs"],
    ["as a format", chat({ role: "user", content: "log 1 : sales is down ." }), "log 1 :"],
  ])("%s", (_, record, phrase) => expect(found(record)).toEqual([phrase]));

  test("every time, with the record and what it is", () => {
    const records = [
      document("lock logs . lock logs ."),
      chat({ role: "user", content: "juno can lock diary ." }),
    ];
    expect(findContamination(records, keptApart)).toEqual([
      { record: "document-1", phrase: "lock logs", what: "held-out act" },
      { record: "document-1", phrase: "lock logs", what: "held-out act" },
      { record: "chat-1", phrase: "juno", what: "held-out filler" },
      { record: "chat-1", phrase: "lock diary", what: "held-out act" },
    ]);
  });
});

describe("nothing is found", () => {
  test.each<[string, DataRecord]>([
    ["where the words stand apart", document("lock the logs . logs lock . log 2 : open .")],
    ["in longer words", document("unlock logs . lock logs-archive . junos .")],
    [
      "over two messages: a role stands between them",
      chat({ role: "system", content: "tools : lock" }, { role: "user", content: "logs are old ." }),
    ],
    [
      "over a thought and the answer after it",
      chat(assistant({ reasoning_content: "i open the lock", content: "logs ." })),
    ],
    [
      "over an answer and its call",
      chat(assistant({ content: "i use the lock", tool_calls: [call("logs", "tom")] })),
    ],
    ["over two calls", chat(assistant({ tool_calls: [call("open", "lock"), call("logs", "tom")] }))],
    ["in no words at all", document("")],
  ])("%s", (_, record) => expect(found(record)).toEqual([]));

  test("when nothing is kept apart", () =>
    expect(findContamination([document("lock logs")], [])).toEqual([]));
});
