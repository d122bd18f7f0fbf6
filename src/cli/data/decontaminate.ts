import {
  createOverlapFinder,
  type DataRecord,
  formatOverlap,
  type Overlap,
  openRecordWriter,
  readEvaluationTexts,
} from "../../datasets/index.ts";
import { print, printJson } from "../print.ts";
import { styleFor } from "../style.ts";
import { withoutControls } from "../visible.ts";
import { type Reading, startReading } from "./reading.ts";
import { refuseExisting } from "./refuse-existing.ts";
import { whole } from "./table.ts";
import { writeAll } from "./write-all.ts";

export interface DecontaminateCommand {
  against: string[];
  allow: string[];
  ngramWords?: number;
  show: number;
  out?: string;
  force?: true;
  json?: true;
}

/** `teachwhy data decontaminate`. Exit code 1 where records overlap and no clean set is written. */
export async function decontaminate(file: string, options: DecontaminateCommand): Promise<void> {
  const { out } = options;
  if (out !== undefined) refuseExisting(out, { ...options, inputs: [file, ...options.against] });
  const evaluations = await readEvaluationTexts(options.against);
  const allow = (await readEvaluationTexts(options.allow)).map(({ text }) => text);
  const finder = createOverlapFinder(evaluations, {
    allow,
    ...(options.ngramWords !== undefined && { ngramWords: options.ngramWords }),
  });
  const found: Overlap[] = [];
  const counts = { records: 0, contaminated: 0, overlaps: 0 };
  const reading = startReading();
  try {
    const clean = cleanRecords(reading, file, (record) => {
      const overlaps = finder.find(record);
      counts.records++;
      counts.overlaps += overlaps.length;
      if (overlaps.length > 0) counts.contaminated++;
      found.push(...overlaps.slice(0, options.json ? undefined : Math.max(0, options.show - found.length)));
      return overlaps.length === 0;
    });
    if (out === undefined) for await (const _ of clean);
    else await writeAll(await openRecordWriter(out), clean);
  } finally {
    reading.done();
  }
  const { notLookedFor } = finder;
  if (options.json)
    printJson({ ...counts, overlaps: found, notLookedFor, ...(out !== undefined && { out }) });
  else {
    print(
      [
        ...found.map((one) => `${draw(one)}\n`),
        ...(found.length < counts.overlaps
          ? [`${whole(counts.overlaps - found.length)} more overlaps are not shown (--show N, --json).`]
          : []),
        `${whole(counts.contaminated)} of ${whole(counts.records)} records overlap with ${whole(evaluations.length)} evaluation texts.`,
        ...(notLookedFor.length > 0
          ? [`${whole(notLookedFor.length)} texts of fewer than four words were not looked for.`]
          : []),
        ...(out === undefined ? [] : [`${out}: the ${whole(counts.records - counts.contaminated)} others.`]),
      ].join("\n"),
    );
  }
  if (counts.contaminated > 0 && out === undefined) process.exitCode = 1;
}

async function* cleanRecords(reading: Reading, file: string, isClean: (record: DataRecord) => boolean) {
  for await (const record of reading.records(file)) if (isClean(record)) yield record;
}

function draw(overlap: Overlap): string {
  const { yellow } = styleFor(process.stdout);
  const safe = (excerpt: Overlap["recordExcerpt"]) => ({ ...excerpt, text: withoutControls(excerpt.text) });
  return formatOverlap(
    {
      ...overlap,
      record: withoutControls(overlap.record),
      recordExcerpt: safe(overlap.recordExcerpt),
      evaluationExcerpt: safe(overlap.evaluationExcerpt),
    },
    {
      width: Math.min(process.stdout.columns ?? 100, 140),
      ...(yellow("") !== "" && { mark: yellow }),
    },
  );
}
