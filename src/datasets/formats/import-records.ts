import { basename } from "node:path";
import { TeachwhyError } from "../../store/index.ts";
import type { DataRecord } from "../record.ts";
import { invalidRecord } from "../streams/invalid-record.ts";
import { openRecordWriter } from "../streams/open-record-writer.ts";
import { readRows } from "../streams/read-rows.ts";
import { detectFormat } from "./detect-format.ts";
import type { Format } from "./format.ts";
import { type FormatName, isPairFormat, pairFormats, recordFormats } from "./formats.ts";

export interface ImportReport {
  records: number;
  /** What the rows held and records do not, and in how many rows. */
  dropped: Record<string, number>;
  /** The formats found, and how many rows of each. */
  formats: Partial<Record<FormatName, number>>;
}

export interface ImportPlan {
  /** A file or folder: JSON lines, a JSON array, Parquet; a Hugging Face folder is one. */
  from: string;
  /** By each row's shape where it is not said. */
  format?: FormatName;
  /** Where the records go; the ending says how. */
  to: string;
}

/** Writes foreign training data as records, and counts what records have no place for. */
export async function importRecords({ from, format, to }: ImportPlan): Promise<ImportReport> {
  const report = emptyReport();
  const writer = await openRecordWriter(to);
  try {
    for await (const record of readForeign(from, format, report)) await writer.write(record);
    await writer.close();
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return report;
}

export const emptyReport = (): ImportReport => ({ records: 0, dropped: {}, formats: {} });

/** The records of a data set in any of the formats, one after the other; the report fills while they are read. */
export async function* readForeign(
  path: string,
  format: FormatName | undefined,
  report: ImportReport,
): AsyncGenerator<DataRecord> {
  const name = basename(path).replace(/\..*$/, "");
  let row = 0;
  for await (const { value, where } of readRows(path)) {
    row++;
    const found = format && format !== "huggingface" ? format : detectFormat([value]);
    if (!found || typeof value !== "object" || value === null) throw unknownShape(value, where);
    report.formats[found] = (report.formats[found] ?? 0) + 1;
    const table: Pick<Format, "import"> = isPairFormat(found) ? pairFormats[found] : recordFormats[found];
    if (!table.import) throw onlyTokens(where);
    const { records, dropped } = table.import({ ...value }, { where, id: `${name}-${row}` });
    for (const what of new Set(dropped)) report.dropped[what] = (report.dropped[what] ?? 0) + 1;
    report.records += records.length;
    yield* records;
  }
}

function unknownShape(value: unknown, where: string): TeachwhyError {
  const keys = typeof value === "object" && value !== null ? Object.keys(value).join(", ") : typeof value;
  return invalidRecord(where, `its shape is none that is known (${keys || "nothing in it"}).`, undefined);
}

function onlyTokens(where: string): TeachwhyError {
  return new TeachwhyError({
    code: "not-importable",
    message: `${where} holds tokens, from which the messages cannot be had back.`,
    next: "Import the set that the tokens were made from.",
    data: { where },
  });
}
