import { rename, stat } from "node:fs/promises";
import { findDamage } from "./artifact-file.ts";
import { fileProblem } from "./file-problem.ts";

export interface DamagedArtifact {
  hash: string;
  /** What is wrong with it: "weights.safetensors has 10 bytes instead of 20". */
  problem: string;
  /** Where it was moved; removed when the store is opened after this process's end. */
  movedTo: string;
}

interface Search {
  hash: string;
  directory: string;
  temporaryPath(name: string): Promise<string>;
  onDamaged(damaged: DamagedArtifact): void;
}

/** The directory if it holds the whole, undamaged artifact. A damaged one is moved away, to be made again. */
export async function findArtifact({
  hash,
  directory,
  temporaryPath,
  onDamaged,
}: Search): Promise<string | null> {
  if (!(await isThere(directory))) return null;
  const problem = await findDamage(directory, hash);
  if (problem === undefined) return directory;
  const movedTo = await temporaryPath(`damaged-${hash.slice(0, 16)}`);
  try {
    await rename(directory, movedTo);
  } catch (error) {
    // Another process has moved it away, or removed it.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw fileProblem({ error, path: directory, next: `It is damaged (${problem}): remove it by hand.` });
  }
  onDamaged({ hash, problem, movedTo });
  return null;
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
