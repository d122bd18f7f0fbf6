import { type Command, Option } from "commander";
import { jsonOption, storeOption, wholeNumber } from "../options.ts";

export function addDemo(program: Command): Command {
  return program
    .command("demo")
    .description("run the main job: does teaching reasons generalise further than teaching behaviour?")
    .option("--quick", "one world and five arms: shows that everything works, decides nothing")
    .option("--out <dir>", "where the report goes", "out")
    .option(
      "--constitution <file>",
      "a constitution in the miniature's words (default: the one that comes along)",
    )
    .addOption(storeOption())
    .addOption(
      new Option("--workers <n>", "arms that train side by side (default: one a core)").argParser(
        wholeNumber(1),
      ),
    )
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
    );
}
