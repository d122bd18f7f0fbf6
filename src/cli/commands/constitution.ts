import type { Command } from "commander";
import { jsonOption } from "../options.ts";
import { print, printJson } from "../print.ts";
import { styleFor } from "../style.ts";

export function addConstitution(program: Command): void {
  const constitution = program
    .command("constitution")
    .description("read a constitution: its sections, principles and reasons");

  constitution
    .command("show")
    .description("print the tree of sections, with lines and the number of principles")
    .argument("<file>", "a constitution in Markdown")
    .addOption(jsonOption("print sections and principles as JSON, with byte ranges and reasons"))
    .addHelpText(
      "after",
      `
Examples:
  $ teachwhy constitution show constitutions/miniature.md
  $ teachwhy constitution show my-spec.md --json
`,
    )
    .action(async (file: string, options: { json?: true }) => {
      const { constitutionJson, formatConstitution, readConstitution } = await import(
        "../../constitution/index.ts"
      );
      const parsed = readConstitution(file);
      if (options.json) printJson(constitutionJson(parsed));
      else print(formatConstitution(parsed));
    });

  constitution
    .command("diff")
    .description("which sections and principles were added, removed, moved, retitled or changed")
    .argument("<before>", "a constitution in Markdown")
    .argument("<after>", "another, or a later state of it")
    .addOption(jsonOption("print the differences as JSON, with old and new words, reasons and byte ranges"))
    .option("--exit-code", "exit with 1 if there are differences and 0 if not, as git diff does")
    .addHelpText(
      "after",
      `
Examples:
  $ teachwhy constitution diff my-values.md my-values-2.md
  $ git show HEAD:my-values.md > old.md; teachwhy constitution diff old.md my-values.md --exit-code
`,
    )
    .action(async (before: string, after: string, options: { json?: true; exitCode?: true }) => {
      const { diffConstitutions, formatDiff, readConstitution } = await import("../../constitution/index.ts");
      const diff = diffConstitutions(readConstitution(before), readConstitution(after));
      if (options.json) printJson(diff);
      else print(formatDiff(diff, coloursOf(process.stdout)));
      const differences = diff.sections.length + diff.principles.length + diff.prose.length;
      if (options.exitCode && differences > 0) process.exitCode = 1;
    });
}

/** Without colours, brackets mark what went and what came. */
function coloursOf(stream: NodeJS.WriteStream) {
  const { red, green, bold } = styleFor(stream);
  const isColoured = red("") !== "";
  return isColoured ? { removed: red, added: green, heading: bold } : undefined;
}
