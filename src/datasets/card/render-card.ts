import { stringify } from "yaml";
import { type CardTexts, cardMark, type DescribedFile } from "./card-plan.ts";
import type { SetStats, Share } from "./collect-stats.ts";
import type { CardManifest } from "./manifest.ts";

interface CardParts {
  texts: CardTexts;
  manifest: CardManifest | undefined;
  sets: readonly DescribedFile[];
}

/** A card in the Hub's form: YAML front matter, then Markdown. */
export function renderCard(parts: CardParts): string {
  const { texts, manifest, sets } = parts;
  const main = sets[0]?.stats;
  const recipe = manifest?.plan.recipe ?? (main && onlyName(main.by.recipe));
  const title = texts.title ?? (recipe ? `Data of the recipe ${recipe}` : "Training data");
  return [
    frontMatter(parts, title, recipe),
    `# ${title}`,
    intro(parts, recipe),
    ...section("What is in it", [filesTable(sets), counting(main), ...(main ? groupTables(main) : [])]),
    ...section("How it was made", origin(parts)),
    ...section("What was left out", filters(manifest)),
    ...section("Controls", controls(sets)),
    ...section("Cost", cost(manifest, main)),
    ...section("Known limits", [bullets(limits(parts))]),
    ...section("Licence", [licence(texts)]),
    cardMark,
  ]
    .join("\n\n")
    .concat("\n");
}

function frontMatter({ texts, sets }: CardParts, title: string, recipe: string | undefined): string {
  const records = sets.reduce((sum, { stats }) => sum + stats.records, 0);
  const yaml = stringify({
    pretty_name: title,
    license: texts.license ?? "unknown",
    language: texts.languages ?? ["en"],
    task_categories: ["text-generation"],
    size_categories: [sizeCategory(records)],
    tags: ["teachwhy", "synthetic", "alignment", ...(recipe ? [recipe] : [])],
    configs: sets.map(({ name, files }) => ({
      config_name: name,
      data_files: [{ split: "train", path: files.length === 1 ? files[0] : files }],
      ...(name === "default" && { default: true }),
    })),
  });
  return `---\n${yaml}---`;
}

/** The Hub's classes. */
function sizeCategory(records: number): string {
  const classes = ["n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M"];
  return classes[Math.max(0, Math.floor(Math.log10(Math.max(1, records))) - 2)] ?? "n>100M";
}

function intro({ texts, manifest, sets }: CardParts, recipe: string | undefined): string {
  const main = sets[0]?.stats;
  const what = main
    ? `${count(main.records)} records, ${count(main.tokens)} tokens${main.countedWith.exact ? "" : " (approximately)"}`
    : "No records yet";
  const by = recipe ? `, made by teachwhy's recipe \`${recipe}\`` : "";
  const ended =
    manifest && manifest.status !== "complete" ? ` The run is not complete: ${manifest.message}` : "";
  return `${what}${by}.${texts.purpose ? ` ${texts.purpose}` : ""}${ended}`;
}

function filesTable(sets: readonly DescribedFile[]): string {
  return table(
    ["set", "files", "records", "tokens", "chats", "documents"],
    sets.map(({ name, files, stats }) => [
      name,
      files.length === 1 ? `\`${files[0]}\`` : `${files.length} files`,
      count(stats.records),
      count(stats.tokens),
      count(stats.chats),
      count(stats.documents),
    ]),
  );
}

function counting(stats: SetStats | undefined): string {
  if (!stats) return "";
  const { tokenizer, exact, template } = stats.countedWith;
  const with_ = template ? `with the chat template ${template}` : "without what a chat template adds";
  const { min, median, max } = stats.tokensPerRecord;
  const { turns, withThought } = stats.thoughts;
  const thoughts =
    turns === 0 ? "" : ` ${count(withThought)} of ${count(turns)} assistant turns begin with a thought.`;
  const calls = stats.tools.calls === 0 ? "" : ` They make ${count(stats.tools.calls)} tool calls.`;
  return `Tokens are counted by ${tokenizer}${exact ? "" : ", which is not the student's own tokenizer: a near figure"}, ${with_}. A record has ${count(min)} to ${count(max)} of them, half have up to ${count(median)}.${thoughts}${calls}`;
}

const shownGroups = 40;

function groupTables({ by }: SetStats): string[] {
  return (["variant", "domain", "section"] as const).flatMap((name) => {
    const rows = bySize(by[name]);
    if (rows.length === 0 || (rows.length === 1 && rows[0]![0] === "none")) return [];
    const more = rows.length > shownGroups ? [`And ${rows.length - shownGroups} more.`] : [];
    const shown = rows
      .slice(0, shownGroups)
      .map(([group, { records, tokens }]) => [cell(group), count(records), count(tokens)]);
    return [table([name, "records", "tokens"], shown), ...more];
  });
}

function origin({ texts, manifest, sets }: CardParts): string[] {
  const { constitution } = texts;
  const main = sets[0]?.stats;
  if (!manifest) {
    const models = Object.entries(main?.models ?? {});
    return [
      ...(constitution ? [constitutionLine(constitution)] : []),
      models.length > 0
        ? table(
            ["step", "models"],
            models.map(([step, names]) => [step, names.map(code).join(", ")]),
          )
        : "The records name no step that a model did.",
    ];
  }
  const { plan, steps, versions, startedAt } = manifest;
  return [
    constitution
      ? constitutionLine(constitution)
      : `From a constitution with the sha256 \`${plan.constitution}\`.`,
    `Version ${versions.teachwhy} of teachwhy, begun ${startedAt.slice(0, 10)}, seed ${plan.seed}${plan.variants.length > 0 ? `, variants ${plan.variants.join(", ")}` : ""}${plan.without.length > 0 ? `; without the steps ${plan.without.join(", ")}` : ""}.`,
    table(
      ["role", "model"],
      Object.entries(plan.models).map(([role, model]) => [role, code(model)]),
    ),
    table(
      ["step", "what it does", "model", "in", "out", "cost (USD)"],
      steps.map(({ step, in: went, out, spent }) => [
        step,
        cell(texts.steps?.[step] ?? ""),
        (main?.models[step] ?? []).map(code).join(", "),
        count(went),
        count(out),
        usd(spent.usd, spent.unpricedCalls),
      ]),
    ),
    "Prompts, by the hash of their text:",
    table(
      ["prompt", "version"],
      Object.entries(plan.prompts).map(([name, version]) => [name, code(version)]),
    ),
  ];
}

const constitutionLine = ({ title, file, sha256 }: NonNullable<CardTexts["constitution"]>) =>
  `From the constitution "${title}" (\`${file}\`, sha256 \`${sha256}\`).`;

function filters(manifest: CardManifest | undefined): string[] {
  if (!manifest) return [];
  const { steps, candidates, records, rejected, failed, plan } = manifest;
  const rows = steps.flatMap(({ step, rejected, failed }) => [
    ...Object.entries(rejected).map(([reason, number]) => [step, cell(reason), count(number)]),
    ...Object.entries(failed).map(([kind, number]) => [step, `the call ended: ${cell(kind)}`, count(number)]),
  ]);
  const duplicates =
    plan.nearDuplicates === "removed" ? "Near-duplicates were removed." : "Near-duplicates were kept.";
  return [
    `Of ${count(candidates)} candidates ${count(records)} became records; ${count(rejected)} items were rejected and ${count(failed)} failed on the way. ${duplicates}`,
    ...(rows.length > 0 ? [table(["step", "why", "items"], rows)] : []),
  ];
}

/** What each control is for. */
const controlPurposes: Record<string, string> = {
  "without-reasons": "the same records without their reasons",
  "shuffled-reasons": "with the reasons of another record",
  paraphrased: "rewritten by the same teacher, nothing added",
  "nonmoral-reasons": "deliberation of the same length with no value at stake",
  generic: "ordinary data of the same size",
  "as-chat": "the same documents as chats",
};

function controls(sets: readonly DescribedFile[]): string[] {
  const others = sets.slice(1);
  if (others.length === 0) return [];
  const rows = others.map(({ name, stats }) => [
    name,
    controlPurposes[name] ?? "",
    count(stats.records),
    count(stats.tokens),
  ]);
  return [table(["control", "what it is", "records", "tokens"], rows)];
}

function cost(manifest: CardManifest | undefined, stats: SetStats | undefined): string[] {
  if (manifest) {
    const { calls, inputTokens, outputTokens, usd: sum, unpricedCalls } = manifest.spend;
    const unknown = unpricedCalls > 0 ? ` The price of ${count(unpricedCalls)} calls is not known.` : "";
    return [
      `${count(calls)} calls, ${count(inputTokens)} tokens in and ${count(outputTokens)} out, ${usd(sum, 0)} USD, rejected items and controls included.${unknown}`,
    ];
  }
  if (!stats || stats.cost.records === 0) return [];
  return [`${usd(stats.cost.usd, 0)} USD by the ${count(stats.cost.records)} records that name their cost.`];
}

function limits({ texts, manifest, sets }: CardParts): string[] {
  const main = sets[0]?.stats;
  const models = new Set(Object.values(main?.models ?? {}).flat());
  return [
    ...(models.size > 0
      ? [
          `The texts were written by ${[...models].map(code).join(", ")}, with that model's habits, errors and gaps. People, places and events in them are made up.`,
        ]
      : []),
    ...(manifest?.plan.nearDuplicates === "kept" ? ["Near-duplicates were not removed."] : []),
    ...(main?.repeatedIds ? [`${count(main.repeatedIds)} ids stand more than once.`] : []),
    ...(main && !main.countedWith.exact ? ["Token counts are approximate."] : []),
    "Nobody has read every record. Check for overlap with your own evaluations (`teachwhy data decontaminate`) and look at what is trained on (`teachwhy data mask`) before you train.",
    ...(texts.limits ?? []),
  ];
}

function licence({ license }: CardTexts): string {
  return license
    ? `\`${license}\`. The terms of the models that wrote it may say more.`
    : "Not stated. Who publishes the set decides it; the terms of the models that wrote it may bind them.";
}

function section(title: string, paragraphs: string[]): string[] {
  const filled = paragraphs.filter((one) => one !== "");
  return filled.length === 0 ? [] : [`## ${title}`, ...filled];
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const bullets = (lines: string[]) => lines.map((line) => `- ${line}`).join("\n");
const count = (number: number) => Math.round(number).toLocaleString("en-US");
const code = (text: string) => `\`${text}\``;
const usd = (sum: number, unpriced: number) =>
  unpriced > 0 && sum === 0 ? "unknown" : `${sum.toFixed(sum < 1 ? 4 : 2)}${unpriced > 0 ? " and more" : ""}`;
/** Text from data in a cell: no line breaks, no bars. */
const cell = (text: string) => text.replace(/\s+/g, " ").replaceAll("|", "\\|");

export function bySize(table: Record<string, Share>): [string, Share][] {
  return Object.entries(table).sort(([a, x], [b, y]) => y.records - x.records || (a < b ? -1 : 1));
}

function onlyName(table: Record<string, unknown>): string | undefined {
  const names = Object.keys(table);
  return names.length === 1 ? names[0] : undefined;
}
