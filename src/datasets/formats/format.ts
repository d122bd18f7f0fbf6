// What a format of training data is: how a record becomes one row of it, and a row a record again.
import type { DataRecord } from "../record.ts";
import type { ParquetColumns } from "../streams/parquet-columns.ts";

/** One line of a file, or one row of a table. */
export type FormatRow = Record<string, unknown>;

export interface Exported {
  /** Absent where the format has no place for the record as a whole. */
  value?: FormatRow;
  /** What of the record the value does not hold, each thing once. */
  dropped: string[];
}

export interface Imported {
  /** One record; of a preference two, the chosen one first. */
  records: DataRecord[];
  /** What of the value a record does not hold. */
  dropped: string[];
}

/** Where the thoughts of an assistant turn go: a field of that name, the content's beginning, or nowhere. */
export type ReasoningPlace = "reasoning_content" | "thinking" | "inline" | "leave-out";

/** The tokens of a record as the student reads them, and which of them are trained on. */
export interface TokenMask {
  ids: number[];
  supervised: boolean[];
}
export type MaskRecord = (record: DataRecord) => TokenMask;

export interface ExportOptions {
  reasoning?: ReasoningPlace;
  /**
   * `text`: tools and arguments as JSON strings, for `datasets` before 4.7: it refuses objects of different shapes, or
   * merges them and puts nulls where they differ. Default `objects`.
   */
  toolsAs?: "objects" | "text";
  /** Which assistant turns are trained on, where the format can say it. Default `every-turn`. */
  trainOn?: "every-turn" | "last-turn";
  /** Whether id and provenance go along as columns of their own, where a trainer passes over such. Default true. */
  lineage?: boolean;
  /** Needed by `trl-tokens`. */
  mask?: MaskRecord;
}

/** A record and its counterpart: what to do, and what rather not. */
export interface RecordPair {
  chosen: DataRecord;
  rejected: DataRecord;
}

/** Where an imported value stands, and the id of its record where it brings none. */
export interface ImportPlace {
  where: string;
  id: string;
}

export interface Format<Input = DataRecord> {
  /** What it is read by, in a few words. */
  purpose: string;
  /** The options that it knows. */
  options: readonly (keyof ExportOptions)[];
  /** Where it can put thoughts; the first is the default. */
  reasoning?: readonly ReasoningPlace[];
  /** Everything that `dropped` may name, the reader's list of what the format cannot hold. */
  cannotHold: readonly string[];
  export(input: Input, options?: ExportOptions): Exported;
  import?(value: FormatRow, place: ImportPlace): Imported;
  /** Its columns as Parquet; absent where its readers take JSON lines only. */
  columns?(options?: ExportOptions): ParquetColumns;
}
