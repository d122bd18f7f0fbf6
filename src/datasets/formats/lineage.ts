import { type DataRecord, Provenance } from "../record.ts";
import type { ParquetColumns } from "../streams/parquet-columns.ts";
import type { ExportOptions, FormatRow, ImportPlace } from "./format.ts";
import { losses } from "./write-messages.ts";

export const lineageColumns: ParquetColumns = { id: "text", provenance: "text" };

/**
 * Id and provenance as columns that trainers pass over. Provenance is JSON text: its fields differ between records, and
 * `datasets` would merge them.
 */
export function writeLineage(
  record: DataRecord,
  { lineage = true }: ExportOptions,
): { columns: FormatRow; dropped: string[] } {
  return lineage
    ? { columns: { id: record.id, provenance: JSON.stringify(record.provenance) }, dropped: [] }
    : { columns: {}, dropped: [losses.id, losses.provenance] };
}

/** Ours where the value carries it; else the record is called imported, and its id is its place. */
export function readLineage(value: FormatRow, place: ImportPlace): Pick<DataRecord, "id" | "provenance"> {
  return {
    id: typeof value.id === "string" ? value.id : place.id,
    provenance: readProvenance(value.provenance) ?? { recipe: "imported", seed: 0 },
  };
}

export function readProvenance(value: unknown): Provenance | undefined {
  try {
    return Provenance.safeParse(typeof value === "string" ? JSON.parse(value) : value).data;
  } catch {
    return undefined; // text that is no JSON: somebody else's column of that name
  }
}
