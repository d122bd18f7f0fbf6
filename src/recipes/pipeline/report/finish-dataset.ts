import { join } from "node:path";
import type { TeachingSection } from "../../../constitution/index.ts";
import { readRecordStream } from "../../../datasets/index.ts";
import { writeFileAtomic } from "../../../store/index.ts";
import { fileNames } from "../output-folder.ts";
import type { RecipeManifest } from "../plan.ts";
import { formatReport } from "./format-report.ts";
import { type LeakReport, reportLeaks } from "./leak-report.ts";
import { type ShuffledReasons, shuffleReasons } from "./shuffle-reasons.ts";

interface FinishParts {
  out: string;
  manifest: RecipeManifest;
  constitution: { text: string; sections: readonly TeachingSection[] };
  bannedPhrases: readonly string[];
}

export interface FinishedDataset {
  leaks: LeakReport;
  shuffled?: ShuffledReasons;
  /** Paths of what was written. */
  files: { markdown: string; json: string };
}

/**
 * What is made over the whole set once a run has ended: the control of shuffled reasons where it was asked for, and
 * the report with steps, leaks and coverage as report.md and report.json. May be done again at any time.
 */
export async function finishDataset(parts: FinishParts): Promise<FinishedDataset> {
  const { out, manifest, constitution, bannedPhrases } = parts;
  const shuffled = manifest.controls.includes("shuffled-reasons")
    ? await shuffleReasons(out, manifest.plan.seed)
    : undefined;
  const leaks = await reportLeaks(readRecordStream(join(out, fileNames.records)), {
    constitution: constitution.text,
    sections: constitution.sections,
    bannedPhrases,
  });
  const files = { markdown: join(out, "report.md"), json: join(out, "report.json") };
  const report = { manifest, leaks, ...(shuffled ? { shuffled } : {}) };
  await writeFileAtomic(files.markdown, formatReport(report));
  await writeFileAtomic(files.json, `${JSON.stringify(report, null, 2)}\n`);
  return { leaks, ...(shuffled ? { shuffled } : {}), files };
}
