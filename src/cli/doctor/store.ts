import { existsSync } from "node:fs";
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Check } from "./check.ts";

/** Tries to write where runs are kept, or in the nearest folder above it that is there already. */
export async function checkStore(store: string): Promise<Check> {
  const place = resolve(store);
  let folder = place;
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    // By writing: permissions do not tell of read-only disks, nor of the superuser's rights.
    await rm(await mkdtemp(join(folder, ".teachwhy-doctor-")), { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = `${((bavail * bsize) / 2 ** 30).toFixed(1)} GB free`;
    return { name: "store", required: true, status: "fine", found: `${place}, writable, ${free}` };
  } catch (error) {
    return {
      name: "store",
      required: true,
      status: "missing",
      found: `${place} cannot be written (${(error as NodeJS.ErrnoException).code ?? error})`,
      next: "Choose another place with --store DIR, or make this one writable.",
    };
  }
}
