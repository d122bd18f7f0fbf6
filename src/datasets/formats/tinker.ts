import type { Format } from "./format.ts";
import { importChat } from "./import-chat.ts";
import { tieCalls } from "./tie-calls.ts";
import { losses, reasoningLosses, trainedTurns, writeMessages, writeTools } from "./write-messages.ts";

export const tinkerTools =
  "tools as far as Tinker's file reader goes: it passes over them, render them yourself";

/**
 * The conversations that tinker-cookbook reads from a file. Thoughts stand in the text: as parts of their own they would
 * make `content` a list in some messages and a text in others, which its loader (`datasets`) refuses; tools are text for
 * the same reason.
 */
export const tinker: Format = {
  purpose: "Tinker, conversation files",
  options: ["reasoning", "trainOn"],
  reasoning: ["inline", "leave-out"],
  cannotHold: [losses.document, losses.id, losses.provenance, tinkerTools, ...reasoningLosses],
  export(record, options = {}) {
    if (record.kind === "document") return { dropped: [losses.document] };
    const trained = trainedTurns(record.messages, options);
    const { messages, dropped } = writeMessages(tieCalls(record.messages), {
      reasoning: options.reasoning ?? "inline",
      argumentsAs: "text",
      // With TrainOnWhat.CUSTOMIZED every message needs it, without it none may have it.
      ...(trained && { flag: (_, index) => ({ trainable: trained(index) }) }),
    });
    return {
      value: { messages, ...writeTools(record.tools, "text") },
      dropped: [...dropped, losses.id, losses.provenance, ...(record.tools?.length ? [tinkerTools] : [])],
    };
  },
  import: importChat,
};
