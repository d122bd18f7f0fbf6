import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { artifactFileName, describeFiles, seal } from "./artifact-file.ts";
import { fileProblem, isDiskFull } from "./file-problem.ts";
import { canonicalJson } from "./hash.ts";
import { syncDirectory, syncPath } from "./write-file-atomic.ts";

interface Production {
  hash: string;
  description: unknown;
  /** Where it shall be. */
  directory: string;
  temporaryPath(name: string): Promise<string>;
  make(directory: string): Promise<void>;
  /** Whether another process has put a whole artifact there. */
  find(): Promise<string | null>;
}

/** Fills a temporary directory, puts it on disk, and renames it in one step to where it belongs. */
export async function produceArtifact(production: Production): Promise<void> {
  const { hash, description, directory, temporaryPath, make, find } = production;
  canonicalJson(description); // refused now rather than after hours of work
  const temporary = await temporaryPath(hash.slice(0, 16));
  const explain = (error: unknown) => {
    const next = "Choose another store with --store DIR or the variable TEACHWHY_STORE.";
    throw fileProblem({ error, path: directory, next });
  };
  try {
    await mkdir(temporary).catch(explain);
    await make(temporary).catch((error) => (isDiskFull(error) ? explain(error) : Promise.reject(error)));
    await complete(temporary, hash, description).catch(explain);
    while (!(await moveInto(temporary, directory).catch(explain))) {
      if (await find()) break;
    }
    await syncDirectory(dirname(directory));
  } finally {
    // After a failure or a lost race; else it is gone. What cannot be removed now goes at a later opening.
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
  }
}

/** Files first, artifact.json last, each on disk before the next: a power cut leaves no address half full. */
async function complete(directory: string, hash: string, description: unknown): Promise<void> {
  const files = await describeFiles(directory);
  if (files.some(({ path }) => path === artifactFileName)) {
    throw new Error(`An artifact's own files must not be named ${artifactFileName}.`);
  }
  for (const { path } of files) await syncPath(join(directory, path));
  const contents = seal({ hash, description, madeAt: new Date().toISOString(), files });
  const file = await open(join(directory, artifactFileName), "wx");
  try {
    await file.writeFile(`${JSON.stringify(contents, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.isDirectory()) await syncDirectory(join(entry.parentPath, entry.name));
  }
  await syncDirectory(directory);
}

/** False where something is there already: no system renames onto a folder that is not empty. */
async function moveInto(temporary: string, directory: string): Promise<boolean> {
  try {
    await rename(temporary, directory);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const occupied = process.platform === "win32" ? ["EPERM", "EACCES"] : ["ENOTEMPTY", "EEXIST"];
    if (occupied.includes(code)) return false;
    throw error;
  }
}
