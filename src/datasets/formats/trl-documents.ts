import { invalidRecord } from "../streams/invalid-record.ts";
import type { Format } from "./format.ts";
import { otherColumns } from "./import-chat.ts";
import { lineageColumns, readLineage, writeLineage } from "./lineage.ts";
import { losses } from "./write-messages.ts";

/** Plain text, every token of it trained on. */
export const trlDocuments: Format = {
  purpose: "TRL, supervised or continued pretraining: documents",
  options: ["lineage"],
  cannotHold: [losses.chat, losses.id, losses.provenance],
  export(record, options = {}) {
    if (record.kind === "chat") return { dropped: [losses.chat] };
    const lineage = writeLineage(record, options);
    return { value: { text: record.text, ...lineage.columns }, dropped: lineage.dropped };
  },
  import(value, place) {
    if (typeof value.text !== "string") throw invalidRecord(place.where, "its text is no text.", undefined);
    return {
      records: [{ kind: "document", ...readLineage(value, place), text: value.text }],
      dropped: otherColumns(value, ["text", "id", "provenance"]),
    };
  },
  columns: ({ lineage = true } = {}) => ({ text: "text", ...(lineage && lineageColumns) }),
};
