import { TeachwhyError } from "../../store/index.ts";
import type { DataRecord } from "../record.ts";
import { openRowWriter } from "../streams/open-row-writer.ts";
import { type FolderWriter, openFolderWriter } from "./folder-writer.ts";
import type { Exported, ExportOptions, Format } from "./format.ts";
import { type FormatName, isPairFormat, pairFormats, recordFormats } from "./formats.ts";
import { halfPairLoss, holdsHalfPair, replaceHalfPairs } from "./half-pairs.ts";
import { pairRecords } from "./pair-records.ts";

export interface ExportPlan {
  from: AsyncIterable<DataRecord>;
  /** Of preferences: the counterparts, with the same ids or as controls of the records. */
  rejected?: AsyncIterable<DataRecord>;
  format: FormatName;
  /** A file whose ending says how it is written (`.jsonl`, `.jsonl.gz`, `.jsonl.zst`, `.parquet`); of `huggingface` a folder. */
  to: string;
  options?: ExportOptions;
  /** Of `huggingface`: the text of README.md, with or without front matter, and how many records a file holds at most. */
  card?: string;
  recordsPerShard?: number;
  /** Of `huggingface`: takes the place of an earlier export; a folder that holds anything else is refused. */
  replace?: boolean;
}

export interface ExportReport {
  /** Rows written. */
  records: number;
  /** Records, or pairs, that the format has no place for; `dropped` says why. */
  leftOut: number;
  /** What the format could not hold, and of how many records. */
  dropped: Record<string, number>;
  files: string[];
}

/** Writes records in a trainer's format, and counts what the format cannot hold. Memory stays flat. */
export async function exportRecords(plan: ExportPlan): Promise<ExportReport> {
  const { format, options = {} } = plan;
  checkOptions(format, options);
  const report: ExportReport = { records: 0, leftOut: 0, dropped: {}, files: [] };
  const writer = await openTarget(plan);
  try {
    for await (const { value, dropped } of exportedRows(plan)) {
      for (const what of dropped) report.dropped[what] = (report.dropped[what] ?? 0) + 1;
      if (!value) report.leftOut++;
      else {
        report.records++;
        const broken = holdsHalfPair(value);
        if (broken) report.dropped[halfPairLoss] = (report.dropped[halfPairLoss] ?? 0) + 1;
        await writer.write(broken ? replaceHalfPairs(value) : value);
      }
    }
    report.files = await writer.close();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return report;
}

async function* exportedRows({ from, rejected, format, options }: ExportPlan): AsyncGenerator<Exported> {
  if (!isPairFormat(format)) {
    for await (const record of from) {
      const rows =
        format !== "huggingface"
          ? recordFormats[format]
          : recordFormats[record.kind === "chat" ? "trl-chat" : "trl-documents"];
      yield rows.export(record, options);
    }
    return;
  }
  if (!rejected) {
    throw new TeachwhyError({
      code: "counterparts-missing",
      message: `"${format}" needs two sets: the records, and their counterparts with the same ids.`,
      next: "Name the set of a control as the rejected one.",
    });
  }
  for await (const pair of pairRecords(from, rejected)) {
    yield "unpaired" in pair
      ? { dropped: ["records without a counterpart"] }
      : pairFormats[format].export(pair, options);
  }
}

async function openTarget(plan: ExportPlan): Promise<FolderWriter> {
  const { format, to, options, card, recordsPerShard, replace } = plan;
  if (format === "huggingface")
    return openFolderWriter({ folder: to, options, card, recordsPerShard, replace });
  const table: Pick<Format, "columns"> = isPairFormat(format) ? pairFormats[format] : recordFormats[format];
  const writer = await openRowWriter(to, { columns: table.columns?.(options) });
  return { ...writer, close: () => writer.close().then(() => [to]) };
}

function checkOptions(name: FormatName, options: ExportOptions): void {
  const format: Pick<Format, "options" | "reasoning"> = isPairFormat(name)
    ? pairFormats[name]
    : recordFormats[name === "huggingface" ? "trl-chat" : name];
  const known: readonly string[] = format.options;
  const fail = (message: string, next: string) =>
    new TeachwhyError({ code: "unknown-option", message, next, data: { format: name } });
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!known.includes(option)) {
      throw fail(
        `The format "${name}" has no option "${option}".`,
        known.length > 0 ? `It has ${known.join(", ")}.` : "It has none.",
      );
    }
  }
  const { reasoning } = options;
  const places = format.reasoning ?? [];
  if (reasoning && !places.includes(reasoning)) {
    throw fail(`"${name}" cannot put thoughts at "${reasoning}".`, `It can: ${places.join(", ")}.`);
  }
}
