import { type Command, InvalidArgumentError, Option } from "commander";
import type { GenerateOptions } from "../generate/generate-options.ts";
import { jsonOption, storeOption, wholeNumber } from "../options.ts";

export function addGenerate(program: Command): void {
  program
    .command("generate")
    .description("make training data from a constitution with a language model as teacher")
    .argument("[recipe]", "a kind of data; --list shows all")
    .option("--list", "the recipes, their steps and their controls")
    .option("--constitution <file>", "Markdown that says who the model should be and why")
    .option("--teacher <model>", "the model that writes, as anthropic:MODEL (teachwhy models list)")
    .option("--judge <model>", "the model that judges (default: the teacher)")
    .option("--sampler <model>", "the model whose own answers are sampled (default: the teacher)")
    .addOption(new Option("--n <records>", "accepted records to reach").argParser(wholeNumber(1)).default(20))
    .option("--out <dir>", "where the data goes; the same command goes on there (default: data/RECIPE)")
    .addOption(new Option("--seed <n>", "seed of all draws").argParser(wholeNumber(0)).default(1))
    .addOption(list("--variant <name>", "a kind inside the recipe; repeatable"))
    .addOption(list("--without <step>", "leave a step out; repeatable"))
    .option(
      "--controls [names...]",
      "make the controls beside each record: all of the recipe's, or those named",
    )
    .option("--input <file>", "records to change, for recipes that change records")
    .option("--assistant <name>", "what the model is called in texts about it (default: drawn names)")
    .option("--prompts <dir>", "prompt files that take the place of packaged ones, one by one")
    .option("--prices <file>", "a YAML file of prices, on top of the known ones")
    .addOption(list("--evaluation <path>", "texts that must not be in the data: file or folder; repeatable"))
    .option("--dry-run", "print calls, tokens, price and time, and stop")
    .addOption(
      new Option("--pilot <records>", "make this many first, which spends, and estimate from them").argParser(
        wholeNumber(1),
      ),
    )
    .option("--yes", "spend without asking")
    .addOption(
      new Option("--max-usd <amount>", "spend at most this, over all runs of the folder").argParser(amount),
    )
    .addOption(new Option("--max-tokens <n>", "send and get at most this").argParser(wholeNumber(1)))
    .addOption(new Option("--max-calls <n>", "make at most this many calls").argParser(wholeNumber(1)))
    .addOption(
      new Option(
        "--max-candidates <n>",
        "take at most this many candidates (default: 10 times --n)",
      ).argParser(wholeNumber(1)),
    )
    .addOption(
      new Option("--min-keep-rate <share>", "stop if less comes to a record (default: 0.1)").argParser(share),
    )
    .addOption(
      new Option(
        "--max-truncated <share>",
        "stop if more is cut at the maximum of tokens (default: 0.2)",
      ).argParser(share),
    )
    .option("--keep-near-duplicates", "do not turn near-duplicates down")
    .addOption(
      new Option("--concurrency <n>", "calls at once to each host: a number, or auto")
        .argParser((text) => (text === "auto" ? "auto" : wholeNumber(1)(text)))
        .default("auto"),
    )
    .addOption(
      new Option(
        "--attempt-timeout <seconds>",
        "give a call up after this long and try it again; both may be paid (default: 300)",
      ).argParser(attemptTimeout),
    )
    .option("--batch <dir>", "send nothing: write the requests there as batch files")
    .option("--log <file>", "write a line of JSON for each call")
    .addOption(storeOption())
    .addOption(jsonOption("print JSON, one event a line"))
    .addHelpText(
      "after",
      `
Stop it with Ctrl-C and run the same command again: it goes on where it was, and no stored answer is paid twice.
Exit codes: 0 done, 1 ended with fewer records, 2 wrong usage or input, 130 stopped.

Examples:
  $ teachwhy generate --list
  $ teachwhy generate difficult-advice --constitution constitutions/assistant.md \\
      --teacher anthropic:claude-haiku-4-5 --n 200 --dry-run
  $ teachwhy generate stories --constitution my.md --teacher openai:gpt-5-mini --n 50 --max-usd 5 --out data/stories
`,
    )
    .action(async (recipe: string | undefined, options: GenerateOptions) => {
      const { generate, listRecipes } = await import("../generate/generate.ts");
      if (options.list || (recipe === undefined && !options.constitution && !options.teacher))
        await listRecipes(options);
      else await generate(recipe, options);
    });
}

function list(flags: string, description: string): Option {
  return new Option(flags, description)
    .argParser((value: string, before: string[]) => [...before, value])
    .default([], "none");
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("Expected a number above 0.");
}

function attemptTimeout(text: string): number {
  const seconds = wholeNumber(1)(text);
  if (seconds <= 300) return seconds;
  throw new InvalidArgumentError("Expected at most 300: Node waits no longer for an answer to begin.");
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("Expected a share from 0 to 1.");
}
