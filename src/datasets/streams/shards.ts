import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { TeachwhyError } from "../../store/index.ts";

const dataFile = /\.(jsonl|ndjson|json)(\.gz|\.zst)?$|\.parquet$/;
const inOrder = new Intl.Collator("en", { numeric: true });

/**
 * The data files of a folder and its subfolders, `part-2` before `part-10`. Hidden files and what is no data (a card,
 * a partial file) are passed over. Of a recipe's folder the set is records.jsonl: the rest is its controls, what was
 * turned down, and its account. A folder that holds both Parquet and JSON is refused: mostly one is the other again.
 */
export async function listShards(folder: string): Promise<string[]> {
  const made = ["records.jsonl", "manifest.json"].map((name) => join(folder, name));
  if (made.every((file) => existsSync(file))) return made.slice(0, 1);
  const names = (await readdir(folder, { recursive: true })).filter(
    (name) => dataFile.test(name) && !name.split(/[\\/]/).some((part) => part.startsWith(".")),
  );
  const fail = (message: string, next: string) =>
    new TeachwhyError({ code: "no-data-set", message, next, data: { folder } });
  if (names.length === 0) {
    throw fail(
      `${folder} holds no data: no file that ends in .jsonl, .json, .parquet, or these with .gz or .zst.`,
      "Name the folder that holds the shards, or one file.",
    );
  }
  const parquet = names.filter((name) => name.endsWith(".parquet"));
  if (parquet.length > 0 && parquet.length < names.length) {
    throw fail(
      `${folder} holds Parquet (${parquet[0]}) and JSON (${names.find((name) => !parquet.includes(name))}).`,
      "Name the one file or subfolder to read, so that no record counts twice.",
    );
  }
  return names.sort(inOrder.compare).map((name) => join(folder, name));
}
