import type { Command } from "commander";
import type { FileStatus, ImportedAnswers, Note, ShownPrompt } from "../../models/index.ts";
import { jsonOption, storeOption } from "../options.ts";
import { print, printJson } from "../print.ts";
import { type Style, styleFor } from "../style.ts";

interface StoreOptions {
  store: string;
  json?: true;
}

export function addBatch(program: Command): void {
  const batch = program
    .command("batch")
    .description("answers from batch APIs, other machines and people, for `generate --batch`");

  batch
    .command("import")
    .description("take answers into the store; the command that asked for them goes on from there")
    .argument(
      "<file...>",
      "answers: a provider's batch results, JSON lines, YAML, or Markdown that was filled in",
    )
    .option("--prices <file>", "a YAML file of prices, on top of the known ones")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
Importing a file again changes nothing. Exit code 1 if something in a file cannot be used; the rest is imported.

Examples:
  $ teachwhy batch import batches/difficult-advice-draft.*.md
  $ teachwhy batch import batch_abc_output.jsonl batch_abc_errors.jsonl --store .teachwhy
`,
    )
    .action(async (files: string[], options: StoreOptions & { prices?: string }) => {
      const { importAnswers, loadPrices } = await import("../../models/index.ts");
      const prices = loadPrices(options.prices);
      const imported = await importAnswers(files, { store: options.store, prices });
      if (options.json) printJson(imported);
      else print(describeImport(imported, styleFor(process.stdout)).join("\n"));
      if (imported.problems.length > 0 || imported.unknown.length > 0) process.exitCode = 1;
    });

  batch
    .command("status")
    .description("how many requests of a folder are asked, answered, failed and missing")
    .argument("<dir>", "the folder of `generate --batch`")
    .addOption(storeOption())
    .addOption(jsonOption())
    .addHelpText("after", "\nExample:\n  $ teachwhy batch status batches\n")
    .action(async (directory: string, options: StoreOptions) => {
      const { batchStatus } = await import("../../models/index.ts");
      const files = await batchStatus(directory, options.store);
      if (options.json) printJson(files);
      else print(describeStatus(files, directory));
    });

  batch
    .command("show")
    .description("print the prompts of a batch file to read")
    .argument("<file>", "a batch file")
    .argument("[key]", "only the prompts whose key begins so")
    .addOption(storeOption())
    .addOption(jsonOption("print a JSON object a line"))
    .addHelpText(
      "after",
      "\nExample:\n  $ teachwhy batch show batches/difficult-advice-draft.offline-me-1a2b.1.jsonl 3f2a\n",
    )
    .action(async (file: string, key: string | undefined, options: StoreOptions) => {
      const { showBatch } = await import("../../models/index.ts");
      let shown = 0;
      for await (const prompt of showBatch(file, { store: options.store, ...(key ? { key } : {}) })) {
        shown++;
        print(options.json ? JSON.stringify(prompt) : describePrompt(prompt, styleFor(process.stdout)));
      }
      if (shown > 0) return;
      const { TeachwhyError } = await import("../../store/index.ts");
      throw new TeachwhyError({
        code: "unknown-request",
        message: key
          ? `No request in ${file} has a key that begins with ${key}.`
          : `${file} holds no requests.`,
        next: "Name a batch file (.jsonl) that `teachwhy generate ... --batch DIR` wrote.",
      });
    });
}

function describeImport(imported: ImportedAnswers, style: Style): string[] {
  const { stored, storedByStep, already, duplicates, open, unknown, failed, problems, usd, unpriced } =
    imported;
  const lines = [`new answers: ${stored}${stored > 0 ? ` (${cost(usd, unpriced)})` : ""}`];
  for (const [step, count] of Object.entries(storedByStep)) lines.push(`  ${step}: ${count}`);
  const counted = (count: number, what: string) => {
    if (count > 0) lines.push(`${what}: ${count}`);
  };
  counted(already, "there already");
  counted(duplicates, "twice in these files (the first one counts)");
  counted(open, "still open");
  counted(failed.length, "failed (the next batch asks again)");
  lines.push(...notes(failed));
  counted(unknown.length, "of requests that this store has not written (is it the right --store?)");
  if (unknown.length > 0) lines.push(`  ${shortened(unknown, 3).join(", ")}`);
  if (problems.length > 0) lines.push(style.yellow(`not usable: ${problems.length}`), ...notes(problems));
  if (stored > 0) lines.push("Run the same `teachwhy generate` command again: it goes on from here.");
  return lines;
}

function cost(usd: number, unpriced: number): string {
  const known = usd === 0 ? "$0" : `$${usd.toFixed(4)}`;
  return unpriced === 0 ? known : `${known}, and ${unpriced} without a known price`;
}

const mostNotes = 10;

function notes(all: Note[]): string[] {
  const shown = all.slice(0, mostNotes).map(({ file, line, key, message }) => {
    const whose = key === undefined ? "" : ` ${key.slice(0, 12)}:`;
    return `  ${file}:${line}:${whose} ${message}`;
  });
  return all.length > mostNotes ? [...shown, `  and ${all.length - mostNotes} more (--json has all)`] : shown;
}

function shortened(keys: string[], most: number): string[] {
  const shown = keys.slice(0, most).map((key) => key.slice(0, 12));
  return keys.length > most ? [...shown, "..."] : shown;
}

function describeStatus(files: FileStatus[], directory: string): string {
  if (files.length === 0) return `No batch files in ${directory}.`;
  const total = { path: "all", asked: 0, answered: 0, failed: 0, missing: 0 };
  for (const file of files) {
    for (const name of ["asked", "answered", "failed", "missing"] as const) total[name] += file[name];
  }
  const rows = files.length > 1 ? [...files, total] : files;
  const width = Math.max(...rows.map(({ path }) => path.length));
  return rows
    .map(({ path, asked, answered, failed, missing }) => {
      const again = failed > 0 ? `, ${failed} failed (asked again by the next batch)` : "";
      return `${path.padEnd(width)}  ${asked} asked, ${answered} answered, ${missing} missing${again}`;
    })
    .join("\n");
}

function describePrompt({ key, step, model, prompt }: ShownPrompt, style: Style): string {
  return `${style.bold(`## ${key}`)}\n${style.dim(`${step}, for ${model}`)}\n\n${prompt}\n`;
}
