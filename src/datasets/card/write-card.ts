import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { TeachwhyError, writeFileAtomic } from "../../store/index.ts";
import { readRecordStream } from "../streams/read-record-stream.ts";
import { listShards } from "../streams/shards.ts";
import { openTokenizer } from "../tokens/open-tokenizer.ts";
import { type CardPlan, cardMark, type DescribedFile } from "./card-plan.ts";
import { collectStats } from "./collect-stats.ts";
import { readCardManifest } from "./manifest.ts";
import { renderCard } from "./render-card.ts";

/**
 * Writes the folder's README.md as the Hub expects it: the set's origin, counts, filters, cost and limits. Reads every
 * record once. Returns the file's path.
 */
export async function writeCard(plan: CardPlan): Promise<string> {
  const path = join(plan.folder, "README.md");
  if (!plan.force && existsSync(path) && !readFileSync(path, "utf8").includes(cardMark)) {
    throw new TeachwhyError({
      code: "file-exists",
      message: `${path} exists, and it was not written by teachwhy.`,
      next: "Move it away, or allow to overwrite it with --force.",
      data: { path },
    });
  }
  await writeFileAtomic(path, await describeFolder(plan));
  return path;
}

/** The card's text. */
export async function describeFolder(plan: CardPlan): Promise<string> {
  const manifest = readCardManifest(plan.folder);
  const { constitution } = plan;
  if (manifest && constitution && manifest.plan.constitution !== constitution.sha256) {
    throw new TeachwhyError({
      code: "other-constitution",
      message: `${plan.folder} was made from another constitution than ${constitution.file}.`,
      next: `Name the file with the sha256 ${manifest.plan.constitution}.`,
      data: { folder: plan.folder },
    });
  }
  const tokenizer = plan.tokenizer ?? (await openTokenizer());
  const sets: DescribedFile[] = [];
  for (const { name, files } of await setsOf(plan.folder)) {
    const paths = files.map((file) => join(plan.folder, file));
    const stats = await collectStats(readAll(paths), { tokenizer, template: plan.template });
    if (stats.records > 0) sets.push({ name, files, stats });
  }
  return renderCard({ texts: plan, manifest, sets });
}

/** A recipe's folder holds its records and a file a control; any other is one set. */
async function setsOf(folder: string): Promise<{ name: string; files: string[] }[]> {
  if (!existsSync(join(folder, "records.jsonl"))) {
    const files = (await listShards(folder)).map((file) => relative(folder, file).replaceAll("\\", "/"));
    return [{ name: "default", files }];
  }
  const controls = existsSync(join(folder, "controls")) ? readdirSync(join(folder, "controls")).sort() : [];
  return [
    { name: "default", files: ["records.jsonl"] },
    ...controls
      .filter((file) => file.endsWith(".jsonl"))
      .map((file) => ({ name: file.slice(0, -".jsonl".length), files: [`controls/${file}`] })),
  ];
}

async function* readAll(paths: readonly string[]) {
  for (const path of paths) yield* readRecordStream(path);
}
