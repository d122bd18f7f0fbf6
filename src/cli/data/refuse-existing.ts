import { existsSync, readdirSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import { TeachwhyError } from "../../store/index.ts";

/** Nothing is written over what is there without `--force`, and nothing ever over what is read. */
export function refuseExisting(out: string, { force, inputs }: { force?: true; inputs: string[] }): void {
  // Of a folder also what lies in it: it would be replaced as a whole.
  const input = inputs.find((path) => `${resolve(path)}${sep}`.startsWith(`${resolve(out)}${sep}`));
  if (input !== undefined) {
    throw new TeachwhyError({
      code: "output-is-input",
      message: `${out} would be read and written at once.`,
      next: "Name another file with --out.",
    });
  }
  if (force || !existsSync(out)) return;
  if (statSync(out).isDirectory() && readdirSync(out).length === 0) return;
  throw new TeachwhyError({
    code: "file-exists",
    message: `${out} exists.`,
    next: "Name another place with --out, or allow to overwrite it with --force.",
    data: { out },
  });
}
