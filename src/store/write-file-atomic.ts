import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { fileProblem } from "./file-problem.ts";
import { makeDirectory } from "./make-directory.ts";

/**
 * Writes a file so that at any moment, whatever is killed, the path holds either the old content or the new
 * one, whole and on disk. Makes the folder where it is missing.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const partial = `${path}.${randomUUID().slice(0, 8)}.partial`;
  try {
    makeDirectory(dirname(path));
    const file = await open(partial, "wx");
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    // Removing may fail for the same reason as writing did; the first reason is the one to tell.
    await rm(partial, { force: true }).catch(() => {});
    throw fileProblem({ error, path, next: "Choose another place, or make this one writable." });
  }
}

/** A rename is on disk only when its folder is. Windows cannot open folders, and needs no such call. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await syncPath(path);
}

export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
