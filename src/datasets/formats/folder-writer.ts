// The folder that Hugging Face's Hub expects: data files with their number in the name, and a card that names them.
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMap, parseDocument } from "yaml";
import { fileProblem, makeDirectory, TeachwhyError } from "../../store/index.ts";
import { openRowWriter } from "../streams/open-row-writer.ts";
import type { RowWriter } from "../streams/row.ts";
import type { ExportOptions, FormatRow } from "./format.ts";
import { trlChat } from "./trl-chat.ts";
import { trlDocuments } from "./trl-documents.ts";

export interface FolderPlan {
  folder: string;
  options: ExportOptions | undefined;
  card: string | undefined;
  recordsPerShard: number | undefined;
  /** Takes the place of an earlier export there; never of a folder that holds anything else. */
  replace?: boolean | undefined;
}

export interface FolderWriter {
  write(row: FormatRow): Promise<void>;
  /** The files, when their number is known. */
  close(): Promise<string[]>;
  discard(): Promise<void>;
}

/** Chats and documents have different columns, so each kind is a configuration of its own where there are both. */
const kinds = { chat: trlChat, documents: trlDocuments };
type Kind = keyof typeof kinds;

/** Writes rows of `trl-chat` and `trl-documents` as Parquet. The folder appears whole, at `close`. */
export async function openFolderWriter({
  folder,
  options = {},
  card = "",
  recordsPerShard = 100_000,
  replace = false,
}: FolderPlan): Promise<FolderWriter> {
  await refuseFull(folder, replace);
  const partial = `${folder}.${randomUUID().slice(0, 8)}.partial`;
  try {
    makeDirectory(partial);
  } catch (error) {
    throw fileProblem({ error, path: folder, next: "Choose another place, or make this one writable." });
  }
  const shards: Record<Kind, number> = { chat: 0, documents: 0 };
  const open = new Map<Kind, { writer: RowWriter; records: number }>();
  const finish = async (kind: Kind) => {
    await open.get(kind)?.writer.close();
    open.delete(kind);
  };
  return {
    async write(row) {
      const kind: Kind = "messages" in row ? "chat" : "documents";
      let shard = open.get(kind);
      if (!shard) {
        const path = join(partial, `${kind}-${shards[kind]++}.parquet`);
        shard = {
          writer: await openRowWriter(path, { columns: kinds[kind].columns?.(options) }),
          records: 0,
        };
        open.set(kind, shard);
      }
      await shard.writer.write(row);
      if (++shard.records >= recordsPerShard) await finish(kind);
    },
    async close() {
      for (const kind of [...open.keys()]) await finish(kind);
      const used = (Object.keys(kinds) as Kind[]).filter((kind) => shards[kind] > 0);
      const configs = used.map((kind) => ({
        name: used.length > 1 ? kind : "default",
        place: used.length > 1 ? kind : "data",
      }));
      const files = ["README.md"];
      for (const [index, kind] of used.entries()) {
        const { place } = configs[index]!;
        await mkdir(join(partial, place));
        for (let shard = 0; shard < shards[kind]; shard++) {
          const file = `${place}/train-${fiveDigits(shard)}-of-${fiveDigits(shards[kind])}.parquet`;
          await rename(join(partial, `${kind}-${shard}.parquet`), join(partial, file));
          files.push(file);
        }
      }
      await writeFile(join(partial, "README.md"), withConfigs(card, configs));
      await refuseFull(folder, replace); // once more: what came there meanwhile must not go either
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
      return files.map((file) => join(folder, file));
    },
    async discard() {
      for (const { writer } of open.values()) await writer.discard();
      await rm(partial, { recursive: true, force: true });
    },
  };
}

/** What an export writes, and nothing else: such a folder may be replaced. */
const ownFile = /^(README\.md|(data|chat|documents)(\/train-\d{5}-of-\d{5}\.parquet)?)$/;

async function refuseFull(folder: string, replace: boolean): Promise<void> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const foreign = entries.map((entry) => entry.replaceAll("\\", "/")).find((entry) => !ownFile.test(entry));
  if (entries.length === 0 || (replace && foreign === undefined)) return;
  throw new TeachwhyError({
    code: "folder-not-empty",
    message: replace
      ? `${folder} holds ${foreign}, which no export has written, and is left as it is.`
      : `${folder} is not empty.`,
    next: "Name a new folder, or remove this one first: files of another set in it would count as data.",
    data: { folder },
  });
}

const fiveDigits = (number: number) => String(number).padStart(5, "0");

/** The card with its front matter saying which files are the data; whatever else stands there is kept. */
function withConfigs(card: string, configs: { name: string; place: string }[]): string {
  const [whole = "", frontMatter = ""] = /^\ufeff?---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(card) ?? [];
  const document = parseDocument(frontMatter);
  if (!isMap(document.contents)) document.contents = document.createNode({}) as never;
  document.set(
    "configs",
    document.createNode(
      configs.map(({ name, place }) => ({
        config_name: name,
        data_files: [{ split: "train", path: `${place}/train-*` }],
      })),
    ),
  );
  return `---\n${document.toString()}---\n${card.slice(whole.length)}`;
}
