import { type Command, Option } from "commander";
import { jsonOption, storeOption, wholeNumber } from "../options.ts";

export function addRun(program: Command): Command {
  return program
    .command("run")
    .description("run an experiment: arms x worlds x seeds x suites, from a YAML file")
    .argument("<file>", "the experiment, as in experiments/reasons.yaml")
    .option("--dry-run", "print the plan (stages, tokens, minutes) and stop")
    .option("--out <dir>", "where the report goes", "out")
    .addOption(storeOption())
    .addOption(
      new Option("--workers <n>", "arms that train side by side (default: one a core)").argParser(
        wholeNumber(1),
      ),
    )
    .addOption(jsonOption("print plan and progress as JSON, one event a line"))
    .addHelpText(
      "after",
      `
Stop it with Ctrl-C and run the same command again: it goes on where it was.

Examples:
  $ teachwhy run experiments/quick.yaml --dry-run
  $ teachwhy run experiments/reasons-full.yaml --store /data/runs --out reports/full
`,
    );
}
