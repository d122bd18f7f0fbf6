import { type Command, Option } from "commander";
import { jsonOption, storeOption, wholeNumber } from "../options.ts";

export function addTranscripts(program: Command): Command {
  return program
    .command("transcripts")
    .description("read what the arms of a run said and did, case by case")
    .argument("<run>", "a run's name, as `teachwhy runs list` prints it")
    .option("--arm <name>", "only this arm")
    .option("--suite <name>", "only this suite")
    .option("--outcome <label>", "only transcripts with this outcome, such as harm or over-refused")
    .addOption(new Option("--world <n>", "only this world").argParser(wholeNumber(1)))
    .addOption(new Option("--limit <n>", "at most this many").argParser(wholeNumber(1)).default(20))
    .addOption(storeOption())
    .addOption(jsonOption("print one transcript a line as JSON"))
    .addHelpText(
      "after",
      `
Examples:
  $ teachwhy transcripts reasons --arm reasons --outcome harm
  $ teachwhy transcripts quick --suite held-out --world 1 --json | head
`,
    );
}
