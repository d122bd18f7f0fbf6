// Writes docs/recipes/: a page for each recipe and a table of all. Everything on them comes from the recipes' code, the
// prompts, examples/, published/ and the price file.
// Usage: npx tsx scripts/recipe-pages.ts   (after new examples: npx tsx scripts/measure-examples.ts first)
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readConstitution, sectionsForTeaching } from "../src/constitution/index.ts";
import { countTokens, type DataRecord, openTokenizer, readRecords } from "../src/datasets/index.ts";
import { loadRecipe, openPrompts, type Recipe, type RecipeName, recipeNames } from "../src/recipes/index.ts";
import { drawSteps, tabulateSteps } from "./recipe-page/draw-steps.ts";
import { intros } from "./recipe-page/intros.ts";
import { type PricedRecipe, priced, priceOfMillion, rounded, tabulatePrices } from "./recipe-page/price.ts";
import { headline, tabulatePublished } from "./recipe-page/published.ts";
import { setRecord } from "./recipe-page/set-record.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
export const pagesFolder = join(repository, "docs/recipes");
const generated = "<!-- Written by scripts/recipe-pages.ts: change it or its data, not this file. -->";

interface Made {
  recipe: Recipe<object>;
  price: PricedRecipe | undefined;
  example: DataRecord | undefined;
}

/** File name to content. */
export async function recipePages(): Promise<Map<string, string>> {
  const prompts = await openPrompts();
  const sections = sectionsForTeaching(
    await readConstitution(join(repository, "constitutions/assistant.md")),
  );
  const pages = new Map<string, string>();
  const all: Made[] = [];
  for (const name of recipeNames) {
    const recipe = await loadRecipe(name);
    const made = {
      recipe,
      price: priceOfMillion(recipe, { prompts, sections }),
      example: await exampleOf(name),
    };
    all.push(made);
    pages.set(`${name}.md`, page(made));
  }
  pages.set("README.md", tableOfAll(all));
  return pages;
}

/** The one of middle length: neither the shortest nor the best. */
async function exampleOf(name: string): Promise<DataRecord | undefined> {
  const file = join(repository, "examples", name, "records.jsonl");
  if (!existsSync(file)) return undefined;
  const tokenizer = await openTokenizer("o200k_base");
  const records = await readRecords(file);
  const sized = records.map((record) => ({ record, size: countTokens(record, { tokenizer }) }));
  return sized.sort((a, b) => a.size - b.size)[Math.floor((sized.length - 1) / 2)]?.record;
}

function page({ recipe, price, example }: Made): string {
  const { name, purpose, makes, published, controls } = recipe;
  const { from, text, options } = intros[name as RecipeName];
  const variants = [...(recipe.variants ?? [])];
  const code = name === "spec-demonstrations" ? "spec-midtraining" : name;
  return `${[
    generated,
    `# ${name}`,
    `${purpose} It makes ${makes}s. Code: [src/recipes/${code}.ts](../../src/recipes/${code}.ts).`,
    text,
    "```sh",
    `npx teachwhy generate ${name} --constitution constitutions/assistant.md \\`,
    `    --teacher anthropic:claude-haiku-4-5 --n 200${controls.length > 0 ? " --controls" : ""}${options ? ` ${options}` : ""} --dry-run`,
    "```",
    "Without `--dry-run` it asks before it spends. [The data factory](../data-factory.md) goes through all of it.",
    "## Steps",
    drawSteps(recipe, from, variants),
    "Dashed: can be left out with `--without STEP` (`near-duplicates`: `--keep-near-duplicates`).",
    tabulateSteps(recipe, variants),
    ...(variants.length > 0
      ? [`Variants, one flag \`--variant NAME\` each: ${variants.map((one) => `\`${one}\``).join(", ")}.`]
      : []),
    "## Controls",
    tabulateControls(recipe),
    "## A record",
    ...aRecord(recipe, example),
    "## What was published",
    "Other models, other tests, other scales: these are reasons to try it, not what it will do for you.",
    tabulatePublished(published),
    "## What 1M tokens cost",
    price
      ? tabulatePrices(price)
      : "No record of it was made by hand, so nothing is known. `--pilot 5` measures.",
  ]
    .join("\n\n")
    .replace(
      /```sh\n\n([\s\S]*?)\n\n```/g,
      (_, inner: string) => `\`\`\`sh\n${inner.replace("\n\n", "\n")}\n\`\`\``,
    )}\n`;
}

function tabulateControls({ controls, thoughts }: Recipe<object>): string {
  if (controls.length === 0) return "None are made beside it.";
  const shuffled =
    "Each record with the thought of another one; made over the whole set at the end, without a model.";
  return [
    "Made beside each record with `--controls`, or those named, into `controls/NAME.jsonl`; `parents` there names the record.",
    "",
    "| control | what it is |",
    "|---|---|",
    ...controls.map(({ name, does }) => `| \`${name}\` | ${does} |`),
    ...(thoughts ? [`| \`shuffled-reasons\` | ${shuffled} |`] : []),
  ].join("\n");
}

function aRecord({ name }: Recipe<object>, example: DataRecord | undefined): string[] {
  if (!example) return ["None was made by hand yet."];
  const { sections = [], variant, domain } = example.provenance;
  const facts = [
    ...(sections.length > 0 ? [`section \`${sections.join("`, `")}\``] : []),
    ...(variant ? [`variant \`${variant}\``] : []),
    ...(domain ? [domain] : []),
  ];
  return [
    `\`${example.id}\`${facts.length > 0 ? `: ${facts.join(", ")}` : ""}. The one of middle length in [examples/${name}](../../examples/${name}/README.md), which says how they were made; \`steps.jsonl\` there has every prompt and answer on the way.`,
    setRecord(example),
  ];
}

function tableOfAll(all: Made[]): string {
  return `${[
    generated,
    "# Recipes",
    "Kinds of training data, each made from a constitution by a language model. Each page has what the recipe is for, its steps, one record, what was published and what it costs. How to run one: [the data factory](../data-factory.md).",
    [
      "| recipe | makes | what for | steps | tokens a record | published, of the first with a rate |",
      "|---|---|---|---|---|---|",
      ...all.map(
        ({ recipe: { name, makes, purpose, steps, published }, price }) =>
          `| [${name}](${name}.md) | ${makes}s | ${purpose} | ${steps.length} | ${price ? rounded(price.tokensPerRecord) : "?"} | ${headline(published)} |`,
      ),
    ].join("\n"),
    "## Prices",
    [
      `| 1M tokens of | ${priced.map(({ name }) => `\`${name}\``).join(" | ")} |`,
      `|---|${priced.map(() => "---").join("|")}|`,
      ...all.map(
        ({ recipe: { name }, price }) =>
          `| ${name} | ${priced.map((_, at) => (price ? `$${rounded(price.estimates[at]!.usd!.likely)}` : "?")).join(" | ")} |`,
      ),
    ].join("\n"),
    "With one model in all roles. Good to a factor of two or three; the pages say what it rests on and what is not in it.",
  ].join("\n\n")}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  mkdirSync(pagesFolder, { recursive: true });
  for (const [name, text] of await recipePages()) writeFileSync(join(pagesFolder, name), text);
}
