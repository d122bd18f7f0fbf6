// Makes a clone ready: installs what the lock file names, and with --build compiles src/ to dist/.
// First command of `npm start` and `npm test` themselves, because npm skips pre-scripts where
// ignore-scripts is set. Plain Node without dependencies, since it runs before they are there.
// Says nothing when there is nothing to do.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BuildError, build } from "./build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The time of the last change in milliseconds; 0 where there is no such file. */
function changedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Folders count too: the time of a folder changes when a file in it is removed. */
function newestMs(path) {
  const own = changedMs(path);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestMs(`${path}/${name}`)));
}

/** npm writes node_modules/.package-lock.json last, so an install that was cut off is made again. */
function needsInstall(folder) {
  return changedMs(`${folder}/node_modules/.package-lock.json`) < changedMs(`${folder}/package-lock.json`);
}

function needsBuild(folder) {
  const sources = ["src", "tsconfig.json", "tsconfig.build.json", "package-lock.json"];
  return (
    changedMs(`${folder}/dist/cli/main.js`) <
    Math.max(...sources.map((name) => newestMs(`${folder}/${name}`)))
  );
}

function install() {
  // npm ci would empty the folder behind the link, which another checkout works with.
  if (lstatSync(`${root}/node_modules`, { throwIfNoEntry: false })?.isSymbolicLink()) {
    fail("node_modules is a link and older than package-lock.json.", [
      `Run npm ci where it leads (${realpathSync(`${root}/node_modules`)}), or remove the link.`,
    ]);
  }
  process.stderr.write("Installing what package-lock.json names (npm ci) ...\n");
  // The npm that runs us, where there is one: on Windows a bare "npm" is a .cmd file that spawn refuses.
  const npm = process.env.npm_execpath;
  const [command, first] = npm && existsSync(npm) ? [process.execPath, [npm]] : ["npm", []];
  const result = spawnSync(command, [...first, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (result.status === 0) return;
  process.stderr.write(result.stdout ?? "");
  fail(`npm ci failed (${result.error?.message ?? `exit code ${result.status}`}).`, [
    "Check the connection to the package registry, then run the command again.",
  ]);
}

function fail(message, next) {
  process.stderr.write(`${[message, ...next].join("\n")}\n`);
  process.exit(1);
}

function main() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`teachwhy needs Node 20.19 or newer; this is ${process.versions.node}.`, [
      "Install a newer one from https://nodejs.org and run the command again.",
    ]);
  }
  if (needsInstall(root)) install();
  if (process.argv.includes("--build") && needsBuild(root)) {
    try {
      build(root);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      fail(error.message, ["Correct the errors above, then run the command again."]);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
