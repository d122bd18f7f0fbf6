import type { Command } from "commander";
import { jsonOption } from "../options.ts";
import { print, printJson } from "../print.ts";

export function addPrompts(program: Command): void {
  const prompts = program
    .command("prompts")
    .description("the prompts of the recipes: read them, copy them to change");

  prompts
    .command("list")
    .description("names and versions of all prompts, or of one recipe's")
    .argument("[recipe]", "a recipe, or shared")
    .addOption(jsonOption())
    .action(async (recipe: string | undefined, options: { json?: true }) => {
      const { openPrompts } = await import("../../recipes/index.ts");
      const opened = await openPrompts();
      const names = opened.names().filter((name) => recipe === undefined || name.startsWith(`${recipe}/`));
      const all = names.map((name) => ({
        name,
        version: opened.version(name),
        path: opened.file(name).path,
      }));
      if (options.json) return printJson(all);
      print(
        all.length === 0
          ? `No prompts of "${recipe}". \`teachwhy prompts list\` shows all.`
          : all.map(({ name, version }) => `${version}  ${name}`).join("\n"),
      );
    });

  prompts
    .command("show")
    .description("print a prompt as its file has it")
    .argument("<name>", "as difficult-advice/draft")
    .action(async (name: string) => {
      const { openPrompts } = await import("../../recipes/index.ts");
      print((await openPrompts()).file(name).source);
    });

  prompts
    .command("copy")
    .description("copy a recipe's prompts into a folder, to change them and use them with generate --prompts")
    .argument("<recipe>", "a recipe, or a prompt's name")
    .requiredOption("--to <dir>", "where to; files that are there already are kept")
    .action(async (recipe: string, { to }: { to: string }) => {
      const { copyPrompts } = await import("../../recipes/index.ts");
      const { copied, kept } = await copyPrompts(recipe, to);
      print(
        `${copied.length} prompts copied to ${to}${kept.length > 0 ? `, ${kept.length} kept that were there` : ""}. Delete those that you do not change: a file here takes the place of the packaged one.`,
      );
    });
}
