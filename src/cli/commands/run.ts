import type { Command } from "commander";
import type { Experiment, Plan } from "../../experiments/index.ts";
import { jsonOption, storeOption, workersOption } from "../options.ts";
import { print, printJson } from "../print.ts";
import type { RunOptions } from "../run-and-report.ts";

export function addRun(program: Command): void {
  program
    .command("run")
    .description("run an experiment: arms x worlds x seeds x suites, from a YAML file")
    .argument("<file>", "the experiment, as in experiments/reasons.yaml")
    .option("--dry-run", "print the plan (stages, tokens, minutes) and stop")
    .option("--out <dir>", "where the report goes", "out")
    .addOption(storeOption())
    .addOption(workersOption())
    .addOption(jsonOption("print plan and progress as JSON, one event a line"))
    .addHelpText(
      "after",
      `
Stop it with Ctrl-C and run the same command again: it goes on where it was.

Examples:
  $ teachwhy run experiments/quick.yaml --dry-run
  $ teachwhy run experiments/reasons-full.yaml --store /data/runs --out reports/full
`,
    )
    .action(async (file: string, options: RunOptions & { dryRun?: true }) => {
      const { loadExperiment, planOf, readConstitutionText } = await import("../../experiments/index.ts");
      const experiment = await loadExperiment(file);
      await readConstitutionText(experiment.constitution);
      const plan = planOf(experiment, {
        workers: options.workers,
        basesToMake: await countMissingBases(experiment, options.store),
      });
      if (options.dryRun) {
        if (options.json) printJson(plan);
        else print(describe(experiment, plan, options.workers));
        return;
      }
      if (!options.json) process.stderr.write(`${describe(experiment, plan, options.workers)}\n\n`);
      const { runAndReport } = await import("../run-and-report.ts");
      await runAndReport(experiment, options);
    });
}

/** Worlds whose base is neither shipped nor in the store. */
async function countMissingBases(experiment: Experiment, storeDirectory: string): Promise<number> {
  const { baseFor, baseName, planOf } = await import("../../experiments/index.ts");
  const { openStore } = await import("../../store/index.ts");
  const store = await openStore(storeDirectory);
  const { chains } = planOf(experiment, { workers: 1, basesToMake: 0 });
  const worlds = new Map(chains.map(({ world }) => [baseName(world), world]));
  const missing = await Promise.all(
    [...worlds.values()].map(async (world) => {
      const base = await baseFor({ ...world, store });
      return base.kind === "stored" && (await store.find(base.hash)) === null;
    }),
  );
  return missing.filter(Boolean).length;
}

function describe(experiment: Experiment, plan: Plan, workers: number): string {
  const number = (value: number) => value.toLocaleString("en");
  const { most, likely } = plan.estimatedMinutes;
  const rows: [string, string][] = [
    ["experiment", `${experiment.name}${experiment.decides ? "" : " (too small to decide anything)"}`],
    ["question", experiment.question],
    ["worlds", `${experiment.worlds.seeds.join(", ")} (${experiment.worlds.use})`],
    ["arms", Object.keys(experiment.arms).join(", ")],
    ["stages", `${number(plan.chains.length)} arms in worlds and seeds, each trained, then evaluated`],
    ["rounds", `at most ${number(plan.rounds)}; an arm stops when it passes its gate`],
    ["tokens", `at most ${number(plan.trainingTokens)} to train on`],
    ["samples", number(plan.samples)],
    ["bases", plan.basesToMake === 0 ? "all there" : `${plan.basesToMake} to pretrain first`],
    ["time", `about ${likely} minutes, at most ${most}, with ${workers} workers on idle cores`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(11)} ${value}`).join("\n");
}
