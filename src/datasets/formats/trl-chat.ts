import type { Format } from "./format.ts";
import { importChat } from "./import-chat.ts";
import { lineageColumns, writeLineage } from "./lineage.ts";
import { toolColumns, trlMessageColumns } from "./message-columns.ts";
import { losses, reasoningLosses, trlShape, writeMessages, writeTools } from "./write-messages.ts";

/** https://huggingface.co/docs/trl/dataset_formats: a conversation; arguments are objects. */
export const trlChat: Format = {
  purpose: "TRL, supervised: chats",
  options: ["reasoning", "toolsAs", "lineage"],
  reasoning: ["reasoning_content", "thinking", "inline", "leave-out"],
  cannotHold: [losses.document, losses.id, losses.provenance, ...reasoningLosses],
  export(record, options = {}) {
    if (record.kind === "document") return { dropped: [losses.document] };
    const { messages, dropped } = writeMessages(record.messages, trlShape(options));
    const lineage = writeLineage(record, options);
    return {
      value: { messages, ...writeTools(record.tools, options.toolsAs), ...lineage.columns },
      dropped: [...dropped, ...lineage.dropped],
    };
  },
  import: importChat,
  columns: (options = {}) => ({
    messages: trlMessageColumns(options),
    tools: toolColumns(options),
    ...(options.lineage !== false && lineageColumns),
  }),
};
