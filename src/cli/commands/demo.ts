import { resolve } from "node:path";
import type { Command } from "commander";
import { jsonOption, packagedFile, storeOption, workersOption } from "../options.ts";
import type { RunOptions } from "../run-and-report.ts";

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description("run the main job: does teaching reasons generalise further than teaching behaviour?")
    .option("--quick", "one world and five arms: shows that everything works, decides nothing")
    .option("--out <dir>", "where the report goes", "out")
    .option(
      "--constitution <file>",
      "a constitution in the miniature's words (default: the one that comes along)",
    )
    .addOption(storeOption())
    .addOption(workersOption())
    .addOption(jsonOption("print progress as JSON, one event a line"))
    .addHelpText(
      "after",
      `
Writes report.html, report.md and results.json to the folder of --out. Stop it with Ctrl-C and run the
same command again: it goes on where it was.

Examples:
  $ teachwhy demo --quick
  $ teachwhy demo --out reports/first
  $ teachwhy demo --constitution my-values.md --out reports/mine
`,
    )
    .action(async (options: RunOptions & { quick?: true; constitution?: string }) => {
      const { loadExperiment } = await import("../../experiments/index.ts");
      const { runAndReport } = await import("../run-and-report.ts");
      const experiment = await loadExperiment(
        packagedFile(options.quick ? "experiments/quick.yaml" : "experiments/reasons.yaml"),
      );
      const { constitution = experiment.constitution } = options;
      await runAndReport({ ...experiment, constitution: resolve(constitution) }, options);
    });
}
