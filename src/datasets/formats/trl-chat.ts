import type { Format } from "./format.ts";
import { importChat } from "./import-chat.ts";
import { lineageColumns, writeLineage } from "./lineage.ts";
import { messageColumns } from "./message-columns.ts";
import { losses, reasoningLosses, writeMessages, writeTools } from "./write-messages.ts";

/** https://huggingface.co/docs/trl/dataset_formats: a conversation; arguments are objects. */
export const trlChat: Format = {
  purpose: "TRL, supervised: chats",
  options: ["reasoning", "toolsAs", "lineage"],
  reasoning: ["reasoning_content", "thinking", "inline", "leave-out"],
  cannotHold: [losses.document, losses.id, losses.provenance, ...reasoningLosses],
  export(record, options = {}) {
    if (record.kind === "document") return { dropped: [losses.document] };
    const { messages, dropped } = writeMessages(record.messages, {
      reasoning: options.reasoning ?? "reasoning_content",
      argumentsAs: "object",
    });
    const lineage = writeLineage(record, options);
    return {
      value: { messages, ...writeTools(record.tools, options.toolsAs), ...lineage.columns },
      dropped: [...dropped, ...lineage.dropped],
    };
  },
  import: importChat,
  columns: ({ reasoning, toolsAs, lineage = true } = {}) => ({
    messages: messageColumns(reasoning),
    tools: toolsAs === "text" ? "text" : { list: "json" },
    ...(lineage && lineageColumns),
  }),
};
