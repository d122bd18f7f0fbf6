import { type Command, InvalidArgumentError, Option } from "commander";
import { jsonOption, wholeNumber } from "../options.ts";

export function addMiniature(program: Command): { pretrain: Command } {
  const miniature = program.command("miniature").description("the closed world and its small transformer");
  const pretrain = miniature
    .command("pretrain")
    .description("train a base from scratch on one world's text")
    .addOption(new Option("--world <n>", "the world").argParser(wholeNumber(1)).makeOptionMandatory())
    .addOption(
      new Option("--kind <kind>", "whether a single word can tell harm")
        .choices(["pairs", "surface"])
        .default("pairs"),
    )
    .addOption(
      new Option("--direct-answers <share>", "ethics questions answered at once")
        .argParser(share)
        .default(0.25),
    )
    .option("--out <dir>", "where the checkpoint goes", "out/base")
    .addOption(new Option("--threads <n>", "threads of the engine").argParser(wholeNumber(1)).default(1))
    .addOption(jsonOption("print progress as JSON, one event a line"))
    .addHelpText(
      "after",
      `
Writes model.safetensors, config.json and the vocabulary. Stop it with Ctrl-C and run the same command
again: it goes on where it was.

Example:
  $ teachwhy miniature pretrain --world 1 --out bases/mine
`,
    );
  return { pretrain };
}

function share(text: string): number {
  const value = Number(text);
  if (value >= 0 && value <= 1 && text.trim() !== "") return value;
  throw new InvalidArgumentError("Expected a number from 0 to 1.");
}
