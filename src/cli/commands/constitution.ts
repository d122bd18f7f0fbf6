import type { Command } from "commander";
import { jsonOption } from "../options.ts";
import { print, printJson } from "../print.ts";

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
}
