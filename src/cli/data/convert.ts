import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  createMask,
  describeFolder,
  type ExportOptions,
  exportRecords,
  formatName,
  importRecords,
  type ReasoningPlace,
  type Supervise,
} from "../../datasets/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import { print, printJson } from "../print.ts";
import { openStudent, type StudentOptions } from "./open-student.ts";
import { startReading } from "./reading.ts";
import { refuseExisting } from "./refuse-existing.ts";
import { countLines, whole } from "./table.ts";

export interface ExportCommand extends StudentOptions {
  format: string;
  out: string;
  rejected?: string;
  reasoning?: ReasoningPlace;
  toolsAs?: "objects" | "text";
  trainOn?: "every-turn" | "last-turn";
  lineage: boolean;
  supervise?: Supervise;
  maxLength?: number;
  card?: string;
  force?: true;
  json?: true;
}

/** `teachwhy data export`. */
export async function exportSet(file: string, options: ExportCommand): Promise<void> {
  const format = formatName(options.format);
  const { out, rejected, toolsAs, trainOn, lineage } = options;
  const inputs = [file, ...(rejected === undefined ? [] : [rejected])];
  refuseExisting(out, { ...options, inputs });
  const forTokens = format === "trl-tokens";
  if (!forTokens) refuseTokenOptions(options);
  const student = forTokens ? await openStudent(options) : undefined;
  const { supervise, reasoning, maxLength } = options;
  const chosen: ExportOptions = {
    ...(reasoning && !forTokens && { reasoning }),
    ...(toolsAs && { toolsAs }),
    ...(trainOn && { trainOn }),
    ...(!lineage && { lineage }),
    ...(student && { mask: createMask({ ...student, supervise, reasoning, maxLength }) }),
  };
  const card = format === "huggingface" ? await cardFor(file, options.card) : undefined;
  const reading = startReading();
  const report = await exportRecords({
    from: reading.records(file),
    ...(rejected !== undefined && { rejected: reading.records(rejected) }),
    format,
    to: out,
    options: chosen,
    ...(card !== undefined && { card }),
    ...(options.force && { replace: true }),
  }).finally(() => reading.done());
  if (options.json) printJson({ format, ...report });
  else {
    print(
      [
        `${report.files.length === 1 ? report.files[0] : out}: ${whole(report.records)} rows of ${format}${report.files.length > 1 ? ` in ${report.files.length} files` : ""}`,
        ...(report.leftOut > 0 ? [`${whole(report.leftOut)} records are left out.`] : []),
        ...(Object.keys(report.dropped).length > 0
          ? ["What the format does not hold, and of how many records:", ...countLines(report.dropped)]
          : []),
      ].join("\n"),
    );
  }
}

/** The card that is named, or the one beside the records, or one made from them. */
async function cardFor(file: string, named: string | undefined): Promise<string | undefined> {
  if (named !== undefined) {
    if (existsSync(named)) return readFileSync(named, "utf8");
    throw new TeachwhyError({
      code: "no-such-file",
      message: `There is no card ${named}.`,
      next: "`teachwhy data card DIR` writes one.",
    });
  }
  const beside = join(file, "README.md");
  if (existsSync(beside)) return readFileSync(beside, "utf8");
  return existsSync(join(file, "records.jsonl")) ? describeFolder({ folder: file }) : undefined;
}

function refuseTokenOptions({ format, supervise, tokenizer, template, maxLength }: ExportCommand): void {
  const given = Object.entries({ supervise, tokenizer, template, "max-length": maxLength }).find(
    ([, value]) => value !== undefined,
  );
  if (!given) return;
  throw new TeachwhyError({
    code: "unknown-option",
    message: `--${given[0]} has no meaning for ${format}: its trainer chooses the tokens itself.`,
    next: "Export trl-tokens to train exactly what `teachwhy data mask` shows.",
  });
}

export interface ImportCommand {
  out: string;
  format?: string;
  force?: true;
  json?: true;
}

/** `teachwhy data import`. */
export async function importSet(file: string, options: ImportCommand): Promise<void> {
  const { out } = options;
  refuseExisting(out, { ...options, inputs: [file] });
  const report = await importRecords({
    from: file,
    to: out,
    ...(options.format !== undefined && { format: formatName(options.format) }),
  });
  if (options.json) printJson({ ...report, out });
  else {
    const formats = Object.entries(report.formats).map(([name, rows]) => `${whole(rows)} rows of ${name}`);
    print(
      [
        `${out}: ${whole(report.records)} records, from ${formats.join(", ") || "nothing"}`,
        ...(Object.keys(report.dropped).length > 0
          ? ["What records have no place for, and in how many rows:", ...countLines(report.dropped)]
          : []),
      ].join("\n"),
    );
  }
}
