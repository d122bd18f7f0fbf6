import type { Exported, Format, Imported, RecordPair } from "./format.ts";
import { chatRecord, otherColumns } from "./import-chat.ts";
import { openAiLosses, refusal, writeOpenAiMessages } from "./openai.ts";
import { asObject, type ReadContext } from "./read-messages.ts";
import { pairLosses, splitPair } from "./split-pair.ts";
import { asRejected } from "./trl-preferences.ts";
import { losses, reasoningLosses, writeTools } from "./write-messages.ts";

export const longAnswer = "pairs with more than one message in an answer";

/** https://platform.openai.com/docs/guides/direct-preference-optimization: one assistant message each. Together's, too. */
export const openAiPreferences: Format<RecordPair> = {
  purpose: "OpenAI and Together, DPO: pairs of a record and its counterpart",
  options: ["reasoning"],
  reasoning: ["leave-out", "inline", "reasoning_content"],
  cannotHold: [
    losses.document,
    losses.id,
    losses.provenance,
    longAnswer,
    openAiLosses.orphan,
    openAiLosses.name,
    ...Object.values(pairLosses),
    ...reasoningLosses,
  ],
  export(pair, options = {}): Exported {
    const split = splitPair(pair);
    if ("refused" in split) return { dropped: [split.refused] };
    const { prompt, chosen, rejected } = split;
    if (chosen.length > 1 || rejected.length > 1) return { dropped: [longAnswer] };
    const refused = refusal([...prompt, ...chosen]);
    if (refused) return { dropped: [refused] };
    // Written as one conversation, so that ids go on from the prompt.
    const [preferred, other] = [chosen, rejected].map((answer) =>
      writeOpenAiMessages([...prompt, ...answer], options),
    ) as [ReturnType<typeof writeOpenAiMessages>, ReturnType<typeof writeOpenAiMessages>];
    return {
      value: {
        input: { messages: preferred.messages.slice(0, -1), ...writeTools(split.tools) },
        preferred_output: preferred.messages.slice(-1),
        non_preferred_output: other.messages.slice(-1),
      },
      dropped: [
        ...new Set([...split.dropped, ...preferred.dropped, ...other.dropped, losses.id, losses.provenance]),
      ],
    };
  },
  import(value, place): Imported {
    const context: ReadContext = { where: place.where, dropped: new Set() };
    const input = asObject(value.input, "its input", context);
    const read = (answer: unknown) =>
      chatRecord({ messages: [input.messages, answer].flat(), row: input, place, context });
    return {
      records: [read(value.preferred_output), asRejected(read(value.non_preferred_output))],
      dropped: [
        ...context.dropped,
        ...otherColumns(input, ["messages", "tools", "parallel_tool_calls"]),
        ...otherColumns(value, ["input", "preferred_output", "non_preferred_output"]),
      ],
    };
  },
};
