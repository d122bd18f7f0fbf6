// Training data: records, what a set of them holds, and proof that nothing kept apart leaked in.

// Accounts and checks
export { type CountedRecord, type DatasetCard, describeDataset } from "./card.ts";
export { type Contamination, findContamination, type KeptApart } from "./decontaminate.ts";
export { readRecords, writeRecords } from "./jsonl.ts";
// Records
export { ChatRecord, DataRecord, DocumentRecord, Message, Provenance, Tool, ToolCall } from "./record.ts";
export { recordText } from "./text.ts";
