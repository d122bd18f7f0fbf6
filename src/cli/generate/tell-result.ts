import { join } from "node:path";
import type { WrittenBatch } from "../../models/index.ts";
import type { FinishedDataset, RecipeResult } from "../../recipes/index.ts";
import { print } from "../print.ts";
import { styleFor } from "../style.ts";
import { visible } from "../visible.ts";
import { describeResult } from "./describe-result.ts";

interface Told {
  batch: WrittenBatch | undefined;
  finished: FinishedDataset | undefined;
  out: string;
  json: boolean;
}

/** Says how a run ended and what to look at, and sets the exit code. */
export function tellResult(
  { status, message, manifest, error }: RecipeResult,
  { batch, finished, out, json }: Told,
): void {
  const style = styleFor(process.stderr);
  const say = (text: string) => process.stderr.write(`${text}\n`);
  if (json) {
    print(JSON.stringify({ type: "result", status, message, out, batch, manifest, leaks: finished?.leaks }));
  } else {
    say(`\n${describeResult(manifest)}\n`);
    print(`${manifest.records} records in ${join(out, "records.jsonl")}`);
    if (finished) {
      print(`Report: ${finished.files.markdown}`);
      for (const line of warningsOf(finished)) say(`${style.yellow("look:")} ${line}`);
    }
  }
  if (batch && !json) describeBatch(batch, say);
  else if (error)
    say(
      `${style.red("error:")} ${visible(message)}\n${visible(error.next)}${/again/.test(error.next) ? " What is done is kept." : " What is done is kept; the same command goes on."}`,
    );
  else if (status !== "complete" && status !== "waiting")
    say(status === "stopped" ? style.yellow(message) : `${style.yellow(`${status}:`)} ${visible(message)}`);
  if (status === "stopped") process.exitCode = 130;
  else if (status !== "complete" && status !== "waiting") process.exitCode = 1;
}

/** What a person should look at before training on the data. */
function warningsOf({ leaks }: FinishedDataset): string[] {
  const { recitations, answerFormats, citations, coverage, records } = leaks;
  const found = (what: string, list: { records: number }[]) =>
    list.length === 0 ? [] : [`${what} in ${list.reduce((sum, one) => sum + one.records, 0)} records.`];
  const untaught = coverage.filter((row) => row.records === 0).length;
  return [
    ...(recitations.records > 0
      ? [`${recitations.records} of ${records} records share eight words in a row with the constitution.`]
      : []),
    ...found("Answer formats of evaluations", answerFormats),
    ...found("Sources that may be made up", citations),
    ...(untaught > 0 && records > coverage.length
      ? [`${untaught} of ${coverage.length} sections have no record.`]
      : []),
  ];
}

function describeBatch({ files, requests, waiting }: WrittenBatch, say: (text: string) => void): void {
  if (requests + waiting === 0) return;
  say(`${requests} requests written${waiting > 0 ? `, ${waiting} from before still wait` : ""}:`);
  for (const { path, requests: count } of files) say(`  ${path} (${count})`);
  say(
    "Have them answered, take the answers with `teachwhy batch import FILE`, and run the same command again.",
  );
}
