import { type Command, InvalidArgumentError, Option } from "commander";
import { jsonOption, wholeNumber } from "../options.ts";

// Names are said here again, because loading the rooms would make --help slow; data.test.ts compares them.
const reasoningPlaces = ["reasoning_content", "thinking", "inline", "leave-out"];
const superviseNames = ["both", "thought", "answer", "empty"];

/** `teachwhy data`: what can be done with a data set. The work is in src/cli/data/. */
export function addData(program: Command): void {
  const data = program
    .command("data")
    .description("data sets: look, count, mix, balance, clean, convert, and see what is trained on");
  for (const add of [
    addShow,
    addStats,
    addMask,
    addMix,
    addBalance,
    addDedupe,
    addDecontaminate,
    addExport,
    addImport,
    addCard,
  ]) {
    add(data);
  }
}

const sets = "JSON lines (.jsonl, .gz, .zst), Parquet, or a folder of them";

function addShow(data: Command): void {
  data
    .command("show")
    .description("print records as a person reads them")
    .argument("<set>", sets)
    .addOption(list("--record <id>", "the record with this id; repeatable"))
    .addOption(new Option("--range <from-to>", "records by position, from 1 (default: 1-3)").argParser(range))
    .addOption(new Option("--random <n>", "so many, drawn by --seed").argParser(wholeNumber(1)))
    .addOption(seed())
    .addOption(jsonOption("print the records as they are, one a line"))
    .addHelpText(
      "after",
      examples(
        "teachwhy data show data/difficult-advice/records.jsonl --range 1-20 | less",
        "teachwhy data show records.parquet --random 5 --seed 2",
      ),
    )
    .action(async (set, options) => (await import("../data/show.ts")).show(set, options));
}

function addStats(data: Command): void {
  student(data.command("stats"))
    .description("count records, tokens, thoughts, tools, and near-duplicates; by recipe, domain and section")
    .argument("<set>", sets)
    .option("--no-near-duplicates", "do not look for near-duplicates, which takes as long as the rest")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples(
        "teachwhy data stats data/difficult-advice/records.jsonl",
        "teachwhy data stats records.jsonl --tokenizer models/SmolLM2-135M-Instruct --json",
      ),
    )
    .action(async (set, options) => (await import("../data/stats.ts")).stats(set, options));
}

function addMask(data: Command): void {
  supervision(student(data.command("mask")))
    .description(
      "show which tokens are trained on, and refuse records that must not be trained on as they are",
    )
    .argument("<set>", sets)
    .option("--record <id>", "the record to draw (default: the first)")
    .addOption(reasoning())
    .option("--html <file>", "draw the first 100 records into one HTML file")
    .addOption(force())
    .addOption(jsonOption("print the counts; with --record also its tokens and mask"))
    .addHelpText(
      "after",
      `
Exit code 1 if a record is refused: it supervises nothing, an empty think block, or no stop token.
Templates of our own, for students without one: chatml, llama-3-like, qwen-3-like.
${examples(
  "teachwhy data mask records.jsonl --tokenizer models/Qwen3-8B --max-length 4096",
  "teachwhy data mask records.jsonl --template qwen-3-like --supervise answer --html mask.html",
)}`,
    )
    .action(async (set, options) => (await import("../data/mask.ts")).mask(set, options));
}

function addMix(data: Command): void {
  student(data.command("mix"))
    .description("mix sets by tokens and weights")
    .argument("<set:weight...>", "sets, each with its share of the tokens: a.jsonl:0.8 b.jsonl:0.2")
    .addOption(outFile())
    .option("--tokens <n>", "tokens of the mix, as 3M or 500k (default: what there is without repeating)")
    .addOption(
      new Option("--repeat <times>", "let a record stand so often where its set is too small")
        .argParser(wholeNumber(1))
        .default(1),
    )
    .addOption(seed())
    .addOption(force())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples(
        "teachwhy data mix advice.jsonl:0.8 generic.jsonl:0.2 --tokens 3M --seed 1 --out mix.jsonl",
        "teachwhy data mix small.jsonl:1 large.jsonl:9 --tokens 10M --repeat 4 --out mix.parquet",
      ),
    )
    .action(async (shares, options) => (await import("../data/mix.ts")).mix(shares, options));
}

function addBalance(data: Command): void {
  student(data.command("balance"))
    .description("leave records out until two sets have as many tokens in each domain")
    .argument("<first>", sets)
    .argument("<second>", "its counterpart, as the control without reasons")
    .requiredOption("--out <dir>", "where both go, under their own names")
    .addOption(
      new Option("--by <what>", "what has to be equal in each")
        .choices(["domain", "variant", "recipe", "section"])
        .default("domain"),
    )
    .addOption(
      new Option("--tolerance <share>", "how far tokens may lie apart").argParser(share).default(0.005),
    )
    .addOption(seed())
    .addOption(force())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Exit code 1 if whole records do not come within the tolerance; the nearest is written all the same.
${examples(
  "teachwhy data balance advice/records.jsonl advice/controls/without-reasons.jsonl --out balanced",
)}`,
    )
    .action(async (first, second, options) =>
      (await import("../data/balance.ts")).balance(first, second, options),
    );
}

function addDedupe(data: Command): void {
  data
    .command("dedupe")
    .description("leave out records whose text is nearly that of an earlier one (MinHash)")
    .argument("<set>", sets)
    .addOption(outFile())
    .addOption(new Option("--threshold <share>", "similarity from which on (default: 0.6)").argParser(share))
    .addOption(
      new Option("--shingle-words <n>", "words that are compared together (default: 5)").argParser(
        wholeNumber(1),
      ),
    )
    .option("--dropped <file>", "list what was left out, and what it is like, as JSON lines")
    .addOption(force())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples(
        "teachwhy data dedupe records.jsonl --out unique.jsonl",
        "teachwhy data dedupe records.jsonl --out unique.parquet --threshold 0.8 --dropped dropped.jsonl",
      ),
    )
    .action(async (set, options) => (await import("../data/dedupe.ts")).dedupe(set, options));
}

function addDecontaminate(data: Command): void {
  data
    .command("decontaminate")
    .description("find records that hold an evaluation's text, reworded or word for word, or its canary")
    .argument("<set>", sets)
    .addOption(
      gathered("--against <path>", "evaluation texts: a file or folder; repeatable").makeOptionMandatory(),
    )
    .addOption(list("--allow <path>", "texts that records may quote, as the constitution; repeatable"))
    .addOption(
      new Option("--ngram-words <n>", "words in a row that are too many (default: 13)").argParser(
        wholeNumber(8),
      ),
    )
    .addOption(
      new Option("--show <n>", "overlaps to draw side by side").argParser(wholeNumber(0)).default(10),
    )
    .option("--out <file>", "write the records without overlap")
    .addOption(force())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Exit code 1 if a record overlaps and no --out is given.
${examples(
  "teachwhy data decontaminate records.jsonl --against evaluations/",
  "teachwhy data decontaminate records.jsonl --against prompts.jsonl --allow constitution.md --out clean.jsonl",
)}`,
    )
    .action(async (set, options) => (await import("../data/decontaminate.ts")).decontaminate(set, options));
}

function addExport(data: Command): void {
  supervision(student(data.command("export")))
    .description("write a trainer's format, and count what it cannot hold")
    .argument("<set>", sets)
    .requiredOption("--format <name>", "trl-chat, trl-tokens, openai, huggingface, ... (docs/datasets.md)")
    .requiredOption(
      "--out <path>",
      "a file by its ending (.jsonl, .gz, .zst, .parquet); of huggingface a folder",
    )
    .option("--rejected <set>", "of preferences: the counterparts, as controls/NAME.jsonl")
    .addOption(reasoning())
    .addOption(
      new Option("--tools-as <form>", "tools as objects or as JSON text").choices(["objects", "text"]),
    )
    .addOption(
      new Option("--train-on <turns>", "which assistant turns, where the format can say it").choices([
        "every-turn",
        "last-turn",
      ]),
    )
    .option("--no-lineage", "leave id and provenance out")
    .option("--card <file>", "of huggingface: the README.md (default: the one beside the records)")
    .addOption(force())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
--tokenizer, --template, --supervise and --max-length are of trl-tokens.
${examples(
  "teachwhy data export records.jsonl --format trl-chat --out train.jsonl",
  "teachwhy data export records.jsonl --format trl-tokens --tokenizer models/Qwen3-8B --out train.parquet",
  "teachwhy data export data/stories --format huggingface --out hub/stories",
)}`,
    )
    .action(async (set, options) => (await import("../data/convert.ts")).exportSet(set, options));
}

function addImport(data: Command): void {
  data
    .command("import")
    .description("read training data of other formats as records, and count what they have no place for")
    .argument("<path>", "JSON lines, a JSON array, Parquet, or a folder of them")
    .addOption(outFile())
    .option("--format <name>", "the format (default: by each row's shape)")
    .addOption(force())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples(
        "teachwhy data import sharegpt.json --out records.jsonl",
        "teachwhy data import downloads/ultrachat --format trl-chat --out records.parquet",
      ),
    )
    .action(async (path, options) => (await import("../data/convert.ts")).importSet(path, options));
}

function addCard(data: Command): void {
  student(data.command("card"))
    .description(
      "write the README.md that the Hugging Face Hub expects: origin, counts, filters, cost, limits",
    )
    .argument("<dir>", "a folder that `teachwhy generate` made, or any folder of data files")
    .option("--constitution <file>", "the constitution, to be named with its title")
    .option("--license <id>", "as the Hub writes it: cc0-1.0, cc-by-4.0, apache-2.0, ...")
    .addOption(list("--language <code>", "as en; repeatable (default: en)"))
    .option("--title <text>", "the set's name")
    .addOption(list("--limit <text>", "what a user should know; repeatable"))
    .addOption(force("write over a README.md of somebody else's"))
    .addOption(jsonOption())
    .addHelpText(
      "after",
      examples(
        "teachwhy data card data/difficult-advice --constitution my-values.md --license cc0-1.0",
        'teachwhy data card data/stories --tokenizer models/SmolLM2-135M-Instruct --limit "English only."',
      ),
    )
    .action(async (folder, options) => (await import("../data/card.ts")).card(folder, options));
}

function student(command: Command): Command {
  return command
    .option(
      "--tokenizer <dir>",
      "the student's folder with its tokenizer.json (default: o200k_base, approximate)",
    )
    .option("--template <name>", "a chat template: a Jinja file, or chatml, llama-3-like, qwen-3-like");
}

function supervision(command: Command): Command {
  return command
    .addOption(
      new Option("--supervise <part>", "what is trained on of assistant turns (default: both)").choices(
        superviseNames,
      ),
    )
    .addOption(
      new Option("--max-length <tokens>", "where the trainer cuts: longer records are named").argParser(
        wholeNumber(1),
      ),
    );
}

const reasoning = () =>
  new Option("--reasoning <place>", "where thoughts go (default: reasoning_content)").choices(
    reasoningPlaces,
  );
const seed = () => new Option("--seed <n>", "seed of all draws").argParser(wholeNumber(0)).default(1);
const force = (what = "write over what is there") => new Option("--force", what);
const outFile = () =>
  new Option(
    "--out <file>",
    "where it goes: .jsonl, .jsonl.gz, .jsonl.zst or .parquet",
  ).makeOptionMandatory();

/** An option that may stand several times; it gives a list, an empty one where it is not needed. */
function list(flags: string, what: string): Option {
  return gathered(flags, what).default([], "none");
}

function gathered(flags: string, what: string): Option {
  return new Option(flags, what).argParser((value: string, before?: string[]) => [...(before ?? []), value]);
}

function range(text: string): [number, number] {
  const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  const last = to ?? from;
  if (from !== undefined && Number(from) >= 1 && Number(last) >= Number(from))
    return [Number(from), Number(last)];
  throw new InvalidArgumentError("Expected positions as 10-20, the first is 1.");
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= 1) return value;
  throw new InvalidArgumentError("Expected a share above 0 and at most 1.");
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
