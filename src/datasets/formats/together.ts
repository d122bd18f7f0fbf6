import type { Message } from "../record.ts";
import type { Format } from "./format.ts";
import { importChat } from "./import-chat.ts";
import { openAiLosses, refusal, writeOpenAiMessages } from "./openai.ts";
import { losses, reasoningLosses, trainedTurns, writeTools } from "./write-messages.ts";

export const togetherOrder = "chats whose turns do not alternate between user and assistant";

/** https://docs.together.ai/docs/fine-tuning/data-preparation: OpenAI's shape, thoughts in a field, flags as weights. */
export const together: Format = {
  purpose: "Together fine-tuning, conversations",
  options: ["reasoning", "trainOn"],
  reasoning: ["reasoning_content", "leave-out"],
  cannotHold: [
    losses.document,
    losses.id,
    losses.provenance,
    togetherOrder,
    ...reasoningLosses,
    ...Object.values(openAiLosses),
  ],
  export(record, options = {}) {
    if (record.kind === "document") return { dropped: [losses.document] };
    const refused = refusal(record.messages) ?? (alternates(record.messages) ? undefined : togetherOrder);
    if (refused) return { dropped: [refused] };
    const trained = trainedTurns(record.messages, options);
    const { messages, dropped } = writeOpenAiMessages(
      record.messages,
      { ...options, reasoning: options.reasoning ?? "reasoning_content" },
      (message, index) => (message.role === "assistant" && trained ? { weight: Number(trained(index)) } : {}),
    );
    return {
      value: { messages, ...writeTools(record.tools) },
      dropped: [...dropped, losses.id, losses.provenance],
    };
  },
  import: importChat,
};

/** At most one system message, at the beginning; then user and assistant in turn, a call's answers in between. */
function alternates(messages: readonly Message[]): boolean {
  const roles = messages.map(({ role }) => role[0]).join("");
  return /^s?(?:ua(?:t+a)*t*)*u?$/.test(roles);
}
