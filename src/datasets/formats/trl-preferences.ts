import type { DataRecord } from "../record.ts";
import type { Format, FormatRow, Imported, ImportPlace, RecordPair } from "./format.ts";
import { chatRecord, otherColumns } from "./import-chat.ts";
import { lineageColumns, readProvenance, writeLineage } from "./lineage.ts";
import { toolColumns, trlMessageColumns } from "./message-columns.ts";
import type { ReadContext } from "./read-messages.ts";
import { pairLosses, splitPair } from "./split-pair.ts";
import { losses, reasoningLosses, trlShape, writeMessages, writeTools } from "./write-messages.ts";

/** For DPO and its relatives: a prompt, what to answer, what rather not. */
export const trlPreferences: Format<RecordPair> = {
  purpose: "TRL, DPO: pairs of a record and its counterpart",
  options: ["reasoning", "toolsAs", "lineage"],
  reasoning: ["reasoning_content", "thinking", "inline", "leave-out"],
  cannotHold: [
    losses.document,
    losses.id,
    losses.provenance,
    ...Object.values(pairLosses),
    ...reasoningLosses,
  ],
  export(pair, options = {}) {
    const split = splitPair(pair);
    if ("refused" in split) return { dropped: [split.refused] };
    const shape = trlShape(options);
    const parts = (["prompt", "chosen", "rejected"] as const).map(
      (part) => [part, writeMessages(split[part], shape)] as const,
    );
    const lineage = writeLineage(pair.chosen, options);
    return {
      value: {
        ...Object.fromEntries(parts.map(([part, { messages }]) => [part, messages])),
        ...writeTools(split.tools, options.toolsAs),
        ...lineage.columns,
        ...(options.lineage !== false && { rejected_provenance: JSON.stringify(pair.rejected.provenance) }),
      },
      dropped: [
        ...new Set([...split.dropped, ...parts.flatMap(([, one]) => one.dropped), ...lineage.dropped]),
      ],
    };
  },
  import: importPair,
  columns: (options = {}) => ({
    prompt: trlMessageColumns(options),
    chosen: trlMessageColumns(options),
    rejected: trlMessageColumns(options),
    tools: toolColumns(options),
    ...(options.lineage !== false && { ...lineageColumns, rejected_provenance: "text" }),
  }),
};

/** Two records of one id: the chosen one, and the rejected one as the control `rejected` where it brings no name. */
function importPair(value: FormatRow, place: ImportPlace): Imported {
  const context: ReadContext = { where: place.where, dropped: new Set() };
  const turns = (one: unknown, role: string) => (typeof one === "string" ? [{ role, content: one }] : one);
  // TRL also takes pairs whose prompt stands in both answers.
  const prompt = turns(value.prompt ?? [], "user");
  const read = (answer: unknown): DataRecord =>
    chatRecord({ messages: [prompt, turns(answer, "assistant")].flat(), row: value, place, context });
  const chosen = read(value.chosen);
  const rejected = read(value.rejected);
  const known = ["prompt", "chosen", "rejected", "tools", "id", "provenance", "rejected_provenance"];
  return {
    records: [chosen, asRejected(rejected, value.rejected_provenance)],
    dropped: [...context.dropped, ...otherColumns(value, known)],
  };
}

export function asRejected(record: DataRecord, provenance?: unknown): DataRecord {
  return {
    ...record,
    provenance: readProvenance(provenance) ?? { ...record.provenance, control: "rejected" },
  };
}
