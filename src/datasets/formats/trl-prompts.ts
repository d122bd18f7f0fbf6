import type { Format, Imported } from "./format.ts";
import { chatRecord, otherColumns } from "./import-chat.ts";
import { lineageColumns, writeLineage } from "./lineage.ts";
import { toolColumns, trlMessageColumns } from "./message-columns.ts";
import type { ReadContext } from "./read-messages.ts";
import { losses, reasoningLosses, trlShape, writeMessages, writeTools } from "./write-messages.ts";

export const promptless = "chats that begin with their last assistant turn";

/**
 * For GRPO: the messages before the last assistant turn as the prompt, the rest as the column `reference`, which a
 * reward function gets like every other column.
 */
export const trlPrompts: Format = {
  purpose: "TRL, GRPO: prompts",
  options: ["reasoning", "toolsAs", "lineage"],
  reasoning: ["reasoning_content", "thinking", "inline", "leave-out"],
  cannotHold: [losses.document, promptless, losses.id, losses.provenance, ...reasoningLosses],
  export(record, options = {}) {
    if (record.kind === "document") return { dropped: [losses.document] };
    const last = record.messages.findLastIndex(({ role }) => role === "assistant");
    if (last === 0) return { dropped: [promptless] };
    const { messages, dropped } = writeMessages(record.messages, trlShape(options));
    const lineage = writeLineage(record, options);
    return {
      value: {
        prompt: last < 0 ? messages : messages.slice(0, last),
        ...(last > 0 && { reference: messages.slice(last) }),
        ...writeTools(record.tools, options.toolsAs),
        ...lineage.columns,
      },
      dropped: [...dropped, ...lineage.dropped],
    };
  },
  import(value, place): Imported {
    const context: ReadContext = { where: place.where, dropped: new Set() };
    const turns = (one: unknown, role: string) => (typeof one === "string" ? [{ role, content: one }] : one);
    // `completion` is what TRL calls the same thing in its prompt-completion sets.
    const answer = turns(value.reference ?? value.completion ?? [], "assistant");
    const record = chatRecord({
      messages: [turns(value.prompt, "user"), answer].flat(),
      row: value,
      place,
      context,
    });
    const known = ["prompt", "reference", "completion", "tools", "id", "provenance"];
    return { records: [record], dropped: [...context.dropped, ...otherColumns(value, known)] };
  },
  columns: (options = {}) => ({
    prompt: trlMessageColumns(options),
    reference: trlMessageColumns(options),
    tools: toolColumns(options),
    ...(options.lineage !== false && lineageColumns),
  }),
};
