// Training data: records, what a set of them holds, and proof that nothing kept apart leaked in.

// Accounts and checks
export { type CountedRecord, type DatasetCard, describeDataset } from "./card.ts";
export { countWords } from "./count-words.ts";
export { type Contamination, findContamination, type KeptApart } from "./decontaminate.ts";
// Near-duplicates
export { type DedupeOptions, type DroppedRecord, dedupeRecords } from "./dedupe/dedupe-records.ts";
export { type FindOptions, findNearDuplicates, type NearDuplicates } from "./dedupe/find-near-duplicates.ts";
export { createNearDuplicateIndex, type NearDuplicateIndex } from "./dedupe/near-duplicate-index.ts";
export type { NearDuplicateOptions } from "./dedupe/settings.ts";
export { readRecords, writeRecords } from "./jsonl.ts";
// Records
export { ChatRecord, DataRecord, DocumentRecord, Message, Provenance, Tool, ToolCall } from "./record.ts";
// Streams
export {
  openRecordWriter,
  type RecordWriter,
  type RecordWriterOptions,
} from "./streams/open-record-writer.ts";
export { readRecordStream } from "./streams/read-record-stream.ts";
export { recordText } from "./text.ts";
