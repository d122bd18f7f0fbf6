import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { fileProblem, makeDirectory } from "../../store/index.ts";
import type { Sink } from "./sink.ts";

/**
 * Opens a file of JSON lines to add to. What is written is in the file at once, and what a kill left of a last line is
 * cut off first, so that the next record does not glue to it. For one process at a time.
 */
export async function openAppend(path: string): Promise<Sink> {
  const explain = (error: unknown) =>
    fileProblem({ error, path, next: "Choose another place, or make this one writable." });
  let file: FileHandle;
  try {
    makeDirectory(dirname(path));
    file = await open(path, "a+");
    await repairLastLine(file);
  } catch (error) {
    throw explain(error);
  }
  return {
    async write(bytes) {
      await file.appendFile(bytes).catch((error: unknown) => {
        throw explain(error);
      });
    },
    async close() {
      await file.sync();
      await file.close();
    },
    discard: () => file.close(),
  };
}

/** A last line that lacks only its line end gets it; what cannot be parsed is cut off. */
async function repairLastLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  let tail = Buffer.alloc(0);
  for (let start = size; start > 0 && !tail.includes(10); ) {
    const length = Math.min(start, 1 << 16);
    start -= length;
    const { buffer } = await file.read({ buffer: Buffer.alloc(length), position: start, length });
    tail = Buffer.concat([buffer, tail]);
  }
  const last = tail.subarray(tail.lastIndexOf(10) + 1);
  if (last.length === 0) return;
  try {
    JSON.parse(last.toString("utf8"));
    await file.appendFile("\n");
  } catch {
    await file.truncate(size - last.length);
  }
}
