import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Experiment, executeExperiment } from "../experiments/index.ts";
import { writeReport } from "../report/index.ts";
import { writeFileAtomic } from "../store/index.ts";
import { defaultStore } from "./options.ts";
import { packageVersion } from "./package-version.ts";
import { print } from "./print.ts";
import { showProgress } from "./progress/show-progress.ts";
import { stopSignal } from "./stop-signal.ts";

export interface RunOptions {
  out: string;
  store: string;
  workers: number;
  json?: true;
}

/** Runs an experiment with its progress shown, writes the report and says the answer. */
export async function runAndReport(experiment: Experiment, options: RunOptions): Promise<void> {
  await refuseReadOnly(options.out);
  const view = showProgress({ json: options.json === true });
  const { results, run } = await executeExperiment({
    experiment,
    storeDirectory: options.store,
    workers: options.workers,
    command: ["teachwhy", ...process.argv.slice(2)],
    version: packageVersion(),
    signal: stopSignal(),
    onEvent: (event) => view.show(event),
  }).finally(() => view.close());
  const place = options.store === defaultStore ? "" : ` --store ${options.store}`;
  const files = await writeReport(results, options.out);
  if (options.json) {
    print(JSON.stringify({ type: "report", run: run.id, answer: results.answer, files }));
  } else {
    print(
      `\n${results.answer.sentence}\n\nReport: ${files.html}\nTranscripts: npx teachwhy transcripts ${run.id}${place}`,
    );
  }
}

/** Now, not when minutes of work are waiting to be written. */
async function refuseReadOnly(directory: string): Promise<void> {
  const probe = join(directory, ".teachwhy-probe");
  await writeFileAtomic(probe, "");
  await rm(probe);
}
