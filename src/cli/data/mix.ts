import {
  countTokens,
  type MixReport,
  mixSets,
  openRecordWriter,
  parseShare,
  parseTokens,
} from "../../datasets/index.ts";
import { print, printJson } from "../print.ts";
import { openStudent, type StudentOptions } from "./open-student.ts";
import { startReading } from "./reading.ts";
import { refuseExisting } from "./refuse-existing.ts";
import { formatTable, percent, whole } from "./table.ts";
import { writeAll } from "./write-all.ts";

export interface MixCommand extends StudentOptions {
  out: string;
  tokens?: string;
  seed: number;
  repeat: number;
  force?: true;
  json?: true;
}

/** `teachwhy data mix`. */
export async function mix(sets: string[], options: MixCommand): Promise<void> {
  const shares = sets.map(parseShare);
  const tokens = options.tokens === undefined ? undefined : parseTokens(options.tokens);
  refuseExisting(options.out, { ...options, inputs: shares.map(({ path }) => path) });
  const student = await openStudent(options);
  const reading = startReading();
  try {
    const { report, records } = await mixSets({
      sources: shares.map(({ path, weight }) => ({ name: path, weight, open: () => reading.records(path) })),
      tokens,
      seed: options.seed,
      repeat: options.repeat,
      count: (record) => countTokens(record, student),
    });
    await writeAll(await openRecordWriter(options.out), records);
    reading.done();
    if (options.json) printJson({ ...report, out: options.out, countedWith: student.tokenizer.name });
    else print(formatMix(report, options.out, student.tokenizer.name));
  } finally {
    reading.done();
  }
}

function formatMix({ tokens, records, sets }: MixReport, out: string, tokenizer: string): string {
  const rows = sets.map((set) => [
    set.name,
    percent(set.wantedShare),
    percent(set.share),
    whole(set.tokens),
    whole(set.records),
    timesOf(set),
  ]);
  return [
    formatTable([["set", "wanted", "share", "tokens", "records", "each record"], ...rows]),
    `${out}: ${whole(records)} records, ${whole(tokens)} tokens (${tokenizer})`,
  ].join("\n");
}

function timesOf({ times, oneMore, available }: MixReport["sets"][number]): string {
  if (times === 0) return `once or not (${percent(oneMore / available.records)} of them)`;
  const base = times === 1 ? "once" : `${times} times`;
  return oneMore === 0 ? base : `${base}, ${whole(oneMore)} of them once more`;
}
