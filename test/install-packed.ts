import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface PackedInstall {
  /** The folder in which the package is installed, and nothing else. */
  folder: string;
  tarballBytes: number;
  /** Runs the installed program as a user would; throws where it fails. */
  teachwhy(...args: string[]): string;
  [Symbol.dispose](): void;
}

/** Builds, packs and installs the package in an empty folder, with install scripts' downloads switched off. */
export function installPacked(): PackedInstall {
  const folder = mkdtempSync(join(tmpdir(), "teachwhy-packed-"));
  // As on a user's terminal: without the settings that `npm run` hands down.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));
  const run = (cwd: string, program: string, ...args: string[]) =>
    execFileSync(program, args, {
      cwd,
      env: { ...env, ONNXRUNTIME_NODE_INSTALL: "skip" },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      shell: process.platform === "win32",
    });
  // Built by hand, since npm leaves `prepack` out where ignore-scripts is set.
  run(".", process.execPath, "scripts/build.mjs");
  run(".", "npm", "pack", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))!);
  writeFileSync(join(folder, "package.json"), "{}");
  run(folder, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error", tarball);
  return {
    folder,
    tarballBytes: statSync(tarball).size,
    teachwhy: (...args) => run(folder, "npx", "--no-install", "teachwhy", ...args),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Bytes of a file, or of all files under a folder. */
export function folderBytes(folder: string): number {
  if (!statSync(folder).isDirectory()) return statSync(folder).size;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
