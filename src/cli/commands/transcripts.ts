import { type Command, Option } from "commander";
import type { FoundTranscript } from "../../experiments/index.ts";
import { jsonOption, storeOption, wholeNumber } from "../options.ts";
import { print } from "../print.ts";
import { type Style, styleFor } from "../style.ts";

interface TranscriptsOptions {
  arm?: string;
  suite?: string;
  outcome?: string;
  world?: number;
  limit: number;
  store: string;
  json?: true;
}

export function addTranscripts(program: Command): void {
  program
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
  $ teachwhy transcripts reasons-0a1b2c3d --arm reasons --outcome harm
  $ teachwhy transcripts quick-0a1b2c3d --suite held-out --world 1 --json --limit 1000
`,
    )
    .action(async (id: string, { limit, store: storeDirectory, json, ...filter }: TranscriptsOptions) => {
      const { armsOfRun, transcriptsOfRun } = await import("../../experiments/index.ts");
      const { suiteNames } = await import("../../evaluation/index.ts");
      const { openStore, showRun } = await import("../../store/index.ts");
      const store = await openStore(storeDirectory);
      const { directory } = await showRun(store, id);
      await refuseUnknown("arm", filter.arm, await armsOfRun(directory));
      await refuseUnknown("suite", filter.suite, suiteNames);
      const style = styleFor(process.stdout);
      let shown = 0;
      for await (const transcript of transcriptsOfRun(store, directory, filter)) {
        print(json ? JSON.stringify(transcript) : describe(transcript, style));
        if (++shown === limit) break;
      }
      if (shown === limit) process.stderr.write(`The first ${limit}; --limit N shows more.\n`);
      if (shown === 0 && filter.outcome !== undefined) {
        const { outcome, ...others } = filter;
        const found = new Set<string>();
        for await (const one of transcriptsOfRun(store, directory, others)) {
          for (const label of one.outcomes) found.add(label);
        }
        await refuseUnknown("outcome", outcome, [...found].sort());
      }
      if (shown === 0) process.stderr.write("No transcript fits; arms show up when they are evaluated.\n");
    });
}

async function refuseUnknown(
  what: string,
  name: string | undefined,
  known: readonly string[],
): Promise<void> {
  if (name === undefined || known.includes(name)) return;
  const { nearest, TeachwhyError } = await import("../../store/index.ts");
  const near = nearest(name, known);
  throw new TeachwhyError({
    code: `unknown-${what}`,
    message: `Unknown ${what} "${name}".${near ? ` Did you mean "${near}"?` : ""}`,
    next: known.length === 0 ? "No arm of this run is evaluated yet." : `Known: ${known.join(", ")}.`,
    data: { [what]: name, known },
  });
}

function describe(transcript: FoundTranscript, style: Style): string {
  const { arm, world, seed, control, suite, thought, about, harmful, wrong, prompt, answer, outcomes } =
    transcript;
  const where = [
    arm,
    ...(control ? [control] : []),
    `world ${world}`,
    `seed ${seed}`,
    suite,
    `thought ${thought}`,
  ];
  const truth = [
    harmful ? "harms" : "harmless",
    wrong ? "wrong by the constitution" : "fine by the constitution",
  ];
  return [
    style.bold(where.join(", ")),
    style.dim(`${about} (${truth.join(", ")})`),
    prompt,
    `${style.green(">")} ${answer}`,
    `${style.yellow("=")} ${outcomes.join(", ")}`,
    "",
  ].join("\n");
}
