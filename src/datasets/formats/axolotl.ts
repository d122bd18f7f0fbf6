import type { Format } from "./format.ts";
import { importChat } from "./import-chat.ts";
import { writeLineage } from "./lineage.ts";
import { losses, reasoningLosses, trainedTurns, writeMessages } from "./write-messages.ts";

/**
 * https://docs.axolotl.ai/docs/dataset-formats/conversation.html, `type: chat_template`: arguments and parameters are
 * text, because it loads through `datasets`, which merges objects of different shapes.
 */
export const axolotl: Format = {
  purpose: "Axolotl, type chat_template",
  options: ["reasoning", "trainOn", "lineage"],
  reasoning: ["reasoning_content", "inline", "leave-out"],
  cannotHold: [losses.document, losses.id, losses.provenance, ...reasoningLosses],
  export(record, options = {}) {
    if (record.kind === "document") return { dropped: [losses.document] };
    const trained = trainedTurns(record.messages, options);
    const { messages, dropped } = writeMessages(record.messages, {
      reasoning: options.reasoning ?? "reasoning_content",
      argumentsAs: "text",
      ...(trained && { flag: (_, index) => ({ train: trained(index) }) }),
    });
    const tools = record.tools?.map(({ type, function: { parameters, ...called } }) => ({
      type,
      function: { ...called, parameters: JSON.stringify(parameters) },
    }));
    const lineage = writeLineage(record, options);
    return {
      value: { messages, ...(tools && { tools }), ...lineage.columns },
      dropped: [...dropped, ...lineage.dropped],
    };
  },
  import: importChat,
};
