// Training data: records, what a set of them holds, and proof that nothing kept apart leaked in.

// Mixing and balancing
export {
  type Balance,
  type BalanceOptions,
  balanceSets,
  type GroupBalance,
  type SideCount,
  type Weighed,
} from "./balance/balance-sets.ts";
export type { CardPlan, CardTexts } from "./card/card-plan.ts";
export { collectStats, type SetStats, type Share, type StatsOptions } from "./card/collect-stats.ts";
export { type CardManifest, readCardManifest } from "./card/manifest.ts";
export { describeFolder, writeCard } from "./card/write-card.ts";
// Accounts and checks
export { type CountedRecord, type DatasetCard, describeDataset } from "./card.ts";
export { countWords } from "./count-words.ts";
// Decontamination
export type { Excerpt } from "./decontaminate/excerpt.ts";
export { createOverlapFinder, findOverlaps, type OverlapFinder } from "./decontaminate/find-overlaps.ts";
export { type Contamination, findContamination, type KeptApart } from "./decontaminate/find-phrases.ts";
export { type FormatOverlapOptions, formatOverlap } from "./decontaminate/format-overlap.ts";
export type { EvaluationText, Overlap, OverlapOptions } from "./decontaminate/overlap.ts";
export { readEvaluationTexts } from "./decontaminate/read-evaluation-texts.ts";
// Near-duplicates
export { type DedupeOptions, type DroppedRecord, dedupeRecords } from "./dedupe/dedupe-records.ts";
export { type FindOptions, findNearDuplicates, type NearDuplicates } from "./dedupe/find-near-duplicates.ts";
export { createNearDuplicateIndex, type NearDuplicateIndex } from "./dedupe/near-duplicate-index.ts";
export type { NearDuplicateOptions } from "./dedupe/settings.ts";
// Formats: export and import
export { type ExportPlan, type ExportReport, exportRecords } from "./formats/export-records.ts";
export type {
  ExportOptions,
  Format,
  MaskRecord,
  ReasoningPlace,
  RecordPair,
  TokenMask,
} from "./formats/format.ts";
export { type FormatName, formatName, formatNames, pairFormats, recordFormats } from "./formats/formats.ts";
export { type ImportPlan, type ImportReport, importRecords } from "./formats/import-records.ts";
export { readRecords, writeRecords } from "./jsonl.ts";
// Masks: what of a record is trained on
export { adviceOn, checkMask, createMask, type MaskReport, type NamedRecords } from "./mask/check-mask.ts";
export { maskHtml } from "./mask/mask-html.ts";
export { maskRecord } from "./mask/mask-record.ts";
export {
  type MaskNote,
  type MaskPiece,
  type MaskSettings,
  type RecordMask,
  type Refusal,
  type Supervise,
  superviseNames,
} from "./mask/mask-types.ts";
export { type MixedSet, type MixPlan, type MixReport, type MixSource, mixSets } from "./mix/mix-sets.ts";
export { parseShare, parseTokens, type SetShare } from "./mix/parse-shares.ts";
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
// Tokens
export { openTemplate, templateNames } from "./tokens/built-in-templates.ts";
export type { ChatTemplate } from "./tokens/chat-template.ts";
export { countTokens } from "./tokens/count-tokens.ts";
export { openTokenizer } from "./tokens/open-tokenizer.ts";
export type { PlacedTokens, Tokenizer } from "./tokens/tokenizer.ts";
