import {
  adviceOn,
  checkMask,
  type MaskNote,
  type MaskReport,
  maskHtml,
  type ReasoningPlace,
  type RecordMask,
  type Refusal,
  type Supervise,
} from "../../datasets/index.ts";
import { TeachwhyError, writeFileAtomic } from "../../store/index.ts";
import { print, printJson } from "../print.ts";
import { type Style, styleFor } from "../style.ts";
import { visible } from "../visible.ts";
import { openStudent, type StudentOptions } from "./open-student.ts";
import { startReading } from "./reading.ts";
import { refuseExisting } from "./refuse-existing.ts";
import { percent, whole } from "./table.ts";

export interface MaskCommand extends StudentOptions {
  record?: string;
  supervise?: Supervise;
  reasoning?: ReasoningPlace;
  maxLength?: number;
  html?: string;
  force?: true;
  json?: true;
}

/** Records drawn in the HTML file: enough to look at, and no more than a browser likes. */
const inHtml = 100;

/** `teachwhy data mask`: one record drawn, all of them counted. Exit code 1 where a record is refused. */
export async function mask(file: string, options: MaskCommand): Promise<void> {
  const { html } = options;
  if (html !== undefined) refuseExisting(html, { ...options, inputs: [file] });
  const student = await openStudent(options);
  const { supervise, reasoning, maxLength } = options;
  const reading = startReading();
  let drawn: RecordMask | undefined;
  const forHtml: RecordMask[] = [];
  const report = await checkMask(
    reading.records(file),
    { ...student, supervise, reasoning, maxLength },
    (one) => {
      if (options.record === undefined ? !drawn : one.id === options.record) drawn = one;
      if (html !== undefined && forHtml.length < inHtml) forHtml.push(one);
    },
  ).finally(() => reading.done());
  if (options.record !== undefined && !drawn) {
    throw new TeachwhyError({
      code: "no-such-record",
      message: `${file} has no record "${visible(options.record)}".`,
      next: "`teachwhy data show FILE` shows the first ones with their ids.",
    });
  }
  if (html !== undefined) await writeFileAtomic(html, maskHtml(forHtml, { title: file, of: report.records }));
  if (options.json) printJson({ ...report, ...(options.record !== undefined && { record: drawn }) });
  else {
    const style = styleFor(process.stdout);
    const approximate = student.tokenizer.exact
      ? []
      : [
          style.yellow("note: ") +
            `${student.tokenizer.name} is not the student's tokenizer (--tokenizer DIR), so this is near, and cannot be exported.`,
        ];
    print(
      [
        ...(drawn ? [drawMask(drawn, style), ""] : []),
        ...describeMask(report, style, maxLength),
        ...approximate,
        ...(html === undefined ? [] : [`Drawn: ${html}`]),
      ].join("\n"),
    );
  }
  if (report.records === 0 || Object.keys(report.refused).length > 0) process.exitCode = 1;
}

/** Green where it is trained on; between brackets without colours. */
function drawMask({ id, pieces, ids, supervisedTokens, refused }: RecordMask, style: Style): string {
  const head = `${style.bold(visible(id))}  ${style.dim(`${whole(supervisedTokens)} of ${whole(ids.length)} tokens are trained on`)}`;
  const coloured = style.green("") !== "";
  const text = pieces
    .map((piece) => {
      const shown = visible(piece.text);
      if (!piece.supervised) return coloured ? style.dim(shown) : shown;
      return coloured ? shown.replace(/[^\n]+/g, style.green) : `[${shown}]`;
    })
    .join("");
  return [head, ...(refused ? [style.red(`refused: ${visible(refused.message)}`)] : []), text].join("\n");
}

const noteTexts: Record<MaskNote, string> = {
  "too-long": "longer than the maximum: the trainer cuts them",
  "thought-left-out":
    "with a thought that the template leaves out (--reasoning inline writes it into the text)",
  "text-left-out": "with a text or a call that the template leaves out or changes",
  "role-header-marked": "whose role header the template marks as the model's; it is not trained on here",
  "special-token-in-text":
    "whose text holds the name of a special token, which the student reads as that token",
};

function describeMask(report: MaskReport, style: Style, maxLength: number | undefined): string[] {
  const { min, median, max } = report.supervisedPerRecord;
  const refused = Object.entries(report.refused) as [Refusal, NonNullable<MaskReport["refused"][Refusal]>][];
  const notes = Object.entries(report.notes) as [MaskNote, NonNullable<MaskReport["notes"][MaskNote]>][];
  const refusedRecords = refused.reduce((sum, [, { records }]) => sum + records, 0);
  const limit = maxLength === undefined ? "" : `, ${whole(maxLength)} allowed`;
  const named = ({ records, ids }: { records: number; ids: string[] }) =>
    `${ids.map(visible).join(", ")}${records > ids.length ? ", ..." : ""}`;
  return [
    `${whole(report.records)} records, ${whole(report.tokens)} tokens, ${whole(report.supervisedTokens)} of them trained on (${percent(report.supervisedTokens / Math.max(1, report.tokens))})`,
    `a record: ${whole(min)} / ${whole(median)} / ${whole(max)} tokens trained on (min, median, max); the longest has ${whole(report.longest)}${limit}`,
    ...notes.map(
      ([note, one]) => `${style.yellow("note: ")}${whole(one.records)} ${noteTexts[note]}: ${named(one)}`,
    ),
    ...refused.flatMap(([reason, one]) => [
      `${style.red("refused: ")}${whole(one.records)} records, ${reason}: ${visible(one.example ?? "")}: ${named(one)}`,
      `  ${adviceOn[reason]}`,
    ]),
    report.records === 0
      ? style.red("The set is empty: there is nothing to train on.")
      : refusedRecords === 0
        ? style.green("All records can be trained on.")
        : `${whole(refusedRecords)} of ${whole(report.records)} records must not be trained on as they are.`,
  ];
}
