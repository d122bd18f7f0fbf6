import { type DroppedRecord, dedupeRecords, openRecordWriter } from "../../datasets/index.ts";
import { writeFileAtomic } from "../../store/index.ts";
import { print, printJson } from "../print.ts";
import { visible } from "../visible.ts";
import { startReading } from "./reading.ts";
import { refuseExisting } from "./refuse-existing.ts";
import { percent, whole } from "./table.ts";
import { writeAll } from "./write-all.ts";

export interface DedupeCommand {
  out: string;
  threshold?: number;
  shingleWords?: number;
  dropped?: string;
  force?: true;
  json?: true;
}

/** `teachwhy data dedupe`. */
export async function dedupe(file: string, options: DedupeCommand): Promise<void> {
  const { out, threshold, shingleWords, dropped: list } = options;
  refuseExisting(out, { ...options, inputs: [file] });
  if (list !== undefined) refuseExisting(list, { ...options, inputs: [file, out] });
  const reading = startReading();
  const dropped: DroppedRecord[] = [];
  let kept: number;
  try {
    const records = dedupeRecords(reading.records(file), {
      ...(threshold !== undefined && { threshold }),
      ...(shingleWords !== undefined && { shingleWords }),
      onDropped: (one) => dropped.push(one),
    });
    kept = await writeAll(await openRecordWriter(out), records);
  } finally {
    reading.done();
  }
  if (list !== undefined) {
    await writeFileAtomic(list, dropped.map((one) => `${JSON.stringify(one)}\n`).join(""));
  }
  if (options.json) printJson({ records: kept + dropped.length, kept, dropped: dropped.length, out });
  else {
    const share = percent(dropped.length / Math.max(1, kept + dropped.length));
    print(
      [
        `${out}: ${whole(kept)} records; ${whole(dropped.length)} near-duplicates were left out (${share}).`,
        ...dropped.slice(0, 5).map(describeDropped),
        ...(dropped.length > 5 ? [`  and ${whole(dropped.length - 5)} more (--dropped FILE lists all)`] : []),
      ].join("\n"),
    );
  }
}

const describeDropped = ({ id, duplicateOf, similarity }: DroppedRecord) =>
  `  ${visible(id)} is like ${visible(duplicateOf)} (${similarity.toFixed(2)})`;
