import type { DataRecord } from "../record.ts";
import { recordText } from "../text.ts";
import { decide, type FindOptions } from "./find-near-duplicates.ts";

export interface DroppedRecord {
  id: string;
  /** The kept record that it is a near-duplicate of. */
  duplicateOf: string;
  /** Estimated Jaccard similarity of all their words: prompts, thoughts, answers and calls. */
  similarity: number;
}

export interface DedupeOptions extends FindOptions {
  /** Called for each record that is left out, in order. */
  onDropped?: (dropped: DroppedRecord) => void;
}

/** Passes on each record that is no near-duplicate of one passed on before. Holds ids and signatures, not records. */
export async function* dedupeRecords(
  records: AsyncIterable<DataRecord> | Iterable<DataRecord>,
  { onDropped, ...options }: DedupeOptions = {},
): AsyncGenerator<DataRecord> {
  const ids: string[] = [];
  for await (const batch of decide(records, recordText, options)) {
    for (const { item, duplicateOf, similarity } of batch) {
      ids.push(item.id);
      if (duplicateOf < 0) yield item;
      else onDropped?.({ id: item.id, duplicateOf: ids[duplicateOf]!, similarity });
    }
  }
}
