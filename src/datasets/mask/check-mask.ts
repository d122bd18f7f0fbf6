import { TeachwhyError } from "../../store/index.ts";
import type { MaskRecord } from "../formats/format.ts";
import type { DataRecord } from "../record.ts";
import { maskRecord } from "./mask-record.ts";
import type { MaskNote, MaskSettings, RecordMask, Refusal } from "./mask-types.ts";

export interface MaskReport {
  records: number;
  tokens: number;
  supervisedTokens: number;
  /** Of records that are not refused. */
  supervisedPerRecord: { min: number; median: number; max: number };
  longest: number;
  refused: Partial<Record<Refusal, NamedRecords>>;
  notes: Partial<Record<MaskNote, NamedRecords>>;
}

export interface NamedRecords {
  records: number;
  /** The first of them. */
  ids: string[];
  /** Of the first refused one, what is wrong. */
  example?: string;
}

const named = 5;

/** Masks every record and says how much is trained on, and which records must not be. Memory: four bytes a record. */
export async function checkMask(
  records: AsyncIterable<DataRecord> | Iterable<DataRecord>,
  settings: MaskSettings,
  onMask?: (mask: RecordMask) => void,
): Promise<MaskReport> {
  const report: MaskReport = {
    records: 0,
    tokens: 0,
    supervisedTokens: 0,
    supervisedPerRecord: { min: 0, median: 0, max: 0 },
    longest: 0,
    refused: {},
    notes: {},
  };
  const counts: number[] = [];
  for await (const record of records) {
    const mask = maskRecord(record, settings);
    report.records++;
    report.tokens += mask.ids.length;
    report.longest = Math.max(report.longest, mask.ids.length);
    if (mask.refused) add(report.refused, mask.refused.reason, mask.id, mask.refused.message);
    else {
      counts.push(mask.supervisedTokens);
      report.supervisedTokens += mask.supervisedTokens;
    }
    for (const note of mask.notes) add(report.notes, note, mask.id);
    onMask?.(mask);
  }
  const sorted = Float64Array.from(counts).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  report.supervisedPerRecord = { min: at(0), median: at(0.5), max: at(1) };
  return report;
}

function add<K extends string>(
  table: Partial<Record<K, NamedRecords>>,
  key: K,
  id: string,
  example?: string,
): void {
  const entry = table[key] ?? { records: 0, ids: [], ...(example !== undefined && { example }) };
  entry.records++;
  if (entry.ids.length < named) entry.ids.push(id);
  table[key] = entry;
}

/**
 * The mask as exports of tokens want it. Throws a TeachwhyError (`record-refused`) at the first record that must not be
 * trained on, and (`tokenizer-approximate`) at once where the tokenizer is not the student's own.
 */
export function createMask(settings: MaskSettings): MaskRecord {
  if (!settings.tokenizer.exact) {
    throw new TeachwhyError({
      code: "tokenizer-approximate",
      message: `${settings.tokenizer.name} is not the student's tokenizer, so its tokens cannot be trained on.`,
      next: "Name the folder with the student's tokenizer.json.",
    });
  }
  return (record) => {
    const { ids, supervised, refused } = maskRecord(record, settings);
    if (!refused) return { ids, supervised };
    throw new TeachwhyError({
      code: "record-refused",
      message: `The record "${record.id}" must not be trained on as it is: ${refused.message}.`,
      next: adviceOn[refused.reason],
      data: { id: record.id, reason: refused.reason },
    });
  };
}

/** What to do about each kind of refusal. */
export const adviceOn: Record<Refusal, string> = {
  "nothing-supervised": "Leave the record out, or supervise another part of it.",
  "empty-think-block":
    "Supervise only the answer, or say `empty` if the model is to learn to answer without thinking.",
  "stop-token-missing":
    "Take a template whose assistant turns end with a token of their own inside {% generation %}; TRL has one for most families.",
  "stop-token-in-text": "Take the name of the token out of the record's text.",
  "turn-not-found": "Take a template that marks the assistant's turns with {% generation %}.",
  "template-failed": "Change the record to what the template takes, or take another template.",
  "no-template": "Name a chat template.",
};
