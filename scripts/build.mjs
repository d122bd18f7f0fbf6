// Compiles src/ to dist/ and copies what is not TypeScript. Works in a folder of its own and renames it
// at the end, so that a build that fails or is cut off leaves the last good one in place.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, renameSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

export class BuildError extends Error {}

export function build(folder) {
  const fresh = `${folder}/dist.new-${process.pid}`;
  try {
    const compiler = `${folder}/node_modules/typescript/bin/tsc`;
    const result = spawnSync(
      process.execPath,
      [compiler, "-p", `${folder}/tsconfig.build.json`, "--outDir", fresh],
      { cwd: folder, stdio: ["ignore", 2, 2] },
    );
    if (result.status !== 0) throw new BuildError("The sources in src/ do not compile.");
    cpSync(`${folder}/src`, fresh, {
      recursive: true,
      filter: (path) => statSync(path).isDirectory() || !path.endsWith(".ts"),
    });
    chmodSync(`${fresh}/cli/main.js`, 0o755);
    rmSync(`${folder}/dist`, { recursive: true, force: true });
    renameSync(fresh, `${folder}/dist`);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    build(fileURLToPath(new URL("..", import.meta.url)));
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
