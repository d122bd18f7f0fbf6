// artifact.json: what an artifact holds, written last. Its seal covers all of it, so that no flipped byte passes.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { hashFile, hashOf } from "./hash.ts";

export const artifactFileName = "artifact.json";

export interface ArtifactFile {
  hash: string;
  description: unknown;
  madeAt: string;
  files: { path: string; bytes: number; sha256: string }[];
  /** Hash of all of the above. */
  seal: string;
}

/** Paths of all files below a directory, with "/" on every system, sorted. Links and devices are an error. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  for (const entry of files) {
    if (!entry.isFile()) throw new Error(`${join(entry.parentPath, entry.name)} is not a plain file.`);
  }
  return files
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .split(sep)
        .join("/"),
    )
    .sort();
}

export async function describeFiles(directory: string): Promise<ArtifactFile["files"]> {
  const files: ArtifactFile["files"] = [];
  for (const path of await listFiles(directory)) {
    const { size } = await stat(join(directory, path));
    files.push({ path, bytes: size, sha256: await hashFile(join(directory, path)) });
  }
  return files;
}

export function seal(contents: Omit<ArtifactFile, "seal">): ArtifactFile {
  return { ...contents, seal: hashOf(contents) };
}

/** What is wrong with an artifact, in words; undefined where nothing is. */
export async function findDamage(directory: string, hash: string): Promise<string | undefined> {
  let file: ArtifactFile;
  try {
    file = JSON.parse(await readFile(join(directory, artifactFileName), "utf8"));
    const { seal: found, ...contents } = file;
    if (hashOf(contents) !== found) return `${artifactFileName} was changed`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT"
      ? `${artifactFileName} is missing`
      : `${artifactFileName} is unreadable`;
  }
  if (file.hash !== hash) return `it is the artifact ${file.hash}`;
  for (const { path, bytes, sha256 } of file.files) {
    const size = await stat(join(directory, path)).then(
      (found) => found.size,
      () => undefined,
    );
    if (size === undefined) return `${path} is missing`;
    if (size !== bytes) return `${path} has ${size} bytes instead of ${bytes}`;
    if ((await hashFile(join(directory, path))) !== sha256) return `${path} was changed`;
  }
  return undefined;
}
