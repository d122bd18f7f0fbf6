// Controls of chat records. Which of them made the difference is what an experiment asks; replications found that
// paraphrase alone, reasoning about nothing of moral weight, and any tuning at all can do much of it.
import { z } from "zod";
import { countWords, type Tool, type ToolCall } from "../../datasets/index.ts";
import type { Control, RecordDraft } from "../pipeline/types.ts";
import { requests } from "./lists.ts";
import type { Setting } from "./setting.ts";

/** The part of an item that its controls need. */
export interface ChatView {
  system: string;
  user: string;
  /** What the assistant thinks and says in the finished record. */
  thought: string;
  response: string;
  /** What a teacher said that had not been shown the constitution, where a step asked one. */
  plain?: string;
  /** Acts of an agent. They stay as they are wherever the question stays. */
  calls?: ToolCall[];
  tools?: Tool[];
  setting: Setting;
  sections: string[];
}

/** An exchange as a record's messages; an empty system prompt or thought is left out. */
export function chatDraft(turns: {
  system?: string;
  user: string;
  thought?: string;
  response: string;
  calls?: ToolCall[];
  tools?: Tool[];
}): Pick<Extract<RecordDraft, { kind: "chat" }>, "kind" | "messages" | "tools"> {
  const { system, user, thought, response, calls = [], tools = [] } = turns;
  return {
    kind: "chat",
    messages: [
      ...(system ? [{ role: "system" as const, content: system }] : []),
      { role: "user", content: user },
      {
        role: "assistant",
        content: response,
        ...(thought ? { reasoning_content: thought } : {}),
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
      },
    ],
    ...(tools.length > 0 ? { tools } : {}),
  };
}

const text = z.string().min(1);
/** Exchanges that a teacher makes up whole. The thought stands before the answer, as it is thought. */
const Exchange = z.object({ message: text, answer: text });
const ThoughtfulExchange = z.object({ message: text, thought: text, answer: text });

/** The controls of a recipe whose records are one question with one reasoned answer. */
export function chatControls<T extends object>(view: (item: T) => ChatView): Control<T>[] {
  return [
    {
      name: "without-reasons",
      does: "The same question; the same advice with every reason taken out, and no thought.",
      async run(item, context) {
        const chat = view(item);
        const { user, response } = chat;
        // An agent may have acted without a word.
        const bare =
          response &&
          (await context.ask({ prompt: "shared/without-reasons", variables: { user, response } }));
        return { ...chatDraft({ ...chat, thought: "", response: bare }), sections: chat.sections };
      },
    },
    {
      name: "paraphrased",
      does: "The same question; what the teacher says unprompted, in other words, with nothing added. An agent's own words, where it acted.",
      async run(item, context) {
        const chat = view(item);
        const { system, user, calls = [] } = chat;
        // Words that were said beside other acts would contradict the acts, which stay.
        const plain =
          calls.length > 0
            ? chat.response
            : chat.plain ||
              (await context.ask({ prompt: "shared/plain-answer", variables: { system, user } }));
        const response =
          plain &&
          (await context.ask({
            prompt: "shared/paraphrase",
            variables: { user, response: plain, words: countWords(plain) },
          }));
        return { ...chatDraft({ ...chat, thought: "", response }), sections: chat.sections };
      },
    },
    {
      name: "nonmoral-reasons",
      does: "Deliberation of the same length in the same field, with no value at stake.",
      async run(item, context) {
        const chat = view(item);
        // Where the record has no thought, the control has none.
        const schema: z.ZodType<z.infer<typeof Exchange> & { thought?: string }> =
          chat.thought === "" ? Exchange : ThoughtfulExchange;
        const { message, answer, ...thoughts } = await context.ask({
          prompt: "shared/nonmoral-reasons",
          variables: { ...lengths(chat), ...placeOf(chat) },
          schema,
        });
        return { ...chatDraft({ user: message, ...thoughts, response: answer }), sections: [] };
      },
    },
    {
      name: "generic",
      does: "An ordinary request of the same size in the same field, with an ordinary answer.",
      async run(item, context) {
        const chat = view(item);
        const { userWords, thoughtWords, responseWords } = lengths(chat);
        const { message, answer } = await context.ask({
          prompt: "shared/generic",
          variables: {
            ...placeOf(chat),
            request: context.random.pick(requests),
            userWords,
            // One answer carries what thought and answer carry in the record: the sets are matched on tokens.
            responseWords: thoughtWords + responseWords,
          },
          schema: Exchange,
        });
        return { ...chatDraft({ user: message, response: answer }), sections: [] };
      },
    },
  ];
}

const lengths = ({ user, thought, response, calls = [] }: ChatView) => ({
  userWords: countWords(user),
  thoughtWords: countWords(thought),
  // What an agent writes stands in its calls.
  responseWords: countWords([response, ...calls.map(argumentText)].join(" ")),
});
const argumentText = (call: ToolCall) => Object.values(call.function.arguments).join(" ");
const placeOf = ({ setting: { domain, person, place } }: ChatView) => ({ domain, person, place });
