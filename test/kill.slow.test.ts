// Whatever moment a run is killed at: the same command goes on and ends with the same results.
import { spawn, spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../src/statistics/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const experiment = join(root, "test/fixtures/experiments/tiny.yaml");
const folder = mkdtempSync(join(tmpdir(), "teachwhy-kill-"));
const seed = 20261124;

const command = (name: string) => [
  join(root, "dist/cli/main.js"),
  "run",
  experiment,
  ...["--store", join(folder, name, "store"), "--out", join(folder, name, "out")],
];
const resultsOf = (name: string) => readFileSync(join(folder, name, "out/results.json"), "utf8");

/** Runs to the end. */
function finish(name: string): { seconds: number; errors: string } {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, command(name), { encoding: "utf8" });
  expect(status, stderr).toBe(0);
  return { seconds: (performance.now() - begin) / 1000, errors: stderr };
}

/** Starts and sends a signal after some milliseconds, or once its progress says something. */
function interrupt(name: string, signal: "SIGKILL" | "SIGINT", when: number | RegExp) {
  return new Promise<{ code: number | null; stopped: boolean; errors: string }>((resolve) => {
    const child = spawn(process.execPath, command(name), { stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    let sent = false;
    const send = () => {
      if (!sent) child.kill(signal);
      sent = true;
    };
    child.stderr.on("data", (text) => {
      errors += text;
      if (when instanceof RegExp && when.test(errors)) send();
    });
    const timer = typeof when === "number" ? setTimeout(send, when) : undefined;
    child.on("exit", (code, by) => {
      clearTimeout(timer);
      resolve({ code, stopped: by !== null || code === 130, errors });
    });
  });
}

let unbroken: string;
let wholeMs: number;

beforeAll(() => {
  const built = spawnSync(process.execPath, ["scripts/prepare.mjs", "--build"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(built.status, built.stderr).toBe(0);
  wholeMs = finish("unbroken").seconds * 1000;
  unbroken = resultsOf("unbroken");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a run ends with the same bytes as another of it, and a second time with nothing to do", () => {
  finish("again");
  expect(resultsOf("again")).toBe(unbroken);
  const { errors } = finish("again");
  expect(resultsOf("again")).toBe(unbroken);
  expect(errors).not.toMatch(/\(\d+\.\d s\)/); // no stage was made again
});

test("killed at twenty random moments, it goes on each time and ends with the same results", async () => {
  const random = createRandom(seed, "kill");
  let killed = 0;
  for (let attempt = 0; attempt < 200 && killed < 20; attempt++) {
    // A store is used up when its run gets through; the next kills begin with an empty one.
    const name = `killed-${Math.floor(killed / 4)}`;
    const { stopped } = await interrupt(name, "SIGKILL", random.next() * wholeMs * 0.6);
    if (stopped) killed++;
    if (!stopped || killed % 4 === 0) {
      finish(name);
      expect(resultsOf(name)).toBe(unbroken);
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
  expect(killed).toBe(20);
});

test("Ctrl-C ends it with code 130, says how to go on, and keeps what was done", async () => {
  const { code, errors } = await interrupt("stopped", "SIGINT", /round 1 \(/);
  expect(code, errors).toBe(130);
  expect(errors).toMatch(/same command goes on/);
  finish("stopped");
  expect(resultsOf("stopped")).toBe(unbroken);
});

test("a reader that goes away stops it like Ctrl-C; one that only leaves the progress does not", async () => {
  const closed = (name: string, stream: "stdout" | "stderr") =>
    new Promise<number | null>((resolve) => {
      const child = spawn(process.execPath, [...command(name), ...(stream === "stdout" ? ["--json"] : [])]);
      child[stream].once("data", () => child[stream].destroy());
      child[stream === "stdout" ? "stderr" : "stdout"].resume();
      child.on("exit", (code) => resolve(code));
    });
  expect(await closed("unread", "stdout")).toBe(130);
  finish("unread");
  expect(resultsOf("unread")).toBe(unbroken);
  expect(await closed("unwatched", "stderr")).toBe(0);
  expect(resultsOf("unwatched")).toBe(unbroken);
});

describe("damage is found and made good", () => {
  const artifactsOf = (name: string) => join(folder, name, "store/artifacts");

  test.each([
    ["a cut checkpoint", "model.safetensors", (path: string) => truncateSync(path, statSync(path).size / 2)],
    ["a flipped byte in a data set", "records.jsonl", flipByte],
    ["a flipped byte in transcripts", "transcripts.jsonl", flipByte],
  ])("%s", (_, file, damage) => {
    const name = `damaged-${file}`;
    finish(name);
    const artifact = readdirSync(artifactsOf(name)).find((hash) =>
      readdirSync(join(artifactsOf(name), hash)).includes(file),
    )!;
    damage(join(artifactsOf(name), artifact, file));
    const { errors } = finish(name);
    expect(errors).toContain(`${artifact.slice(0, 8)} was damaged`);
    expect(resultsOf(name)).toBe(unbroken);
  });

  test("a torn last line in the log of events", () => {
    finish("torn");
    const runs = join(folder, "torn/store/runs");
    const events = join(runs, readdirSync(runs)[0]!, "events.jsonl");
    truncateSync(events, statSync(events).size - 7);
    finish("torn");
    expect(resultsOf("torn")).toBe(unbroken);
    const lines = readFileSync(events, "utf8").trimEnd().split("\n");
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });
});

test("two at once: the second is told who is at it, and the first is not disturbed", async () => {
  const first = spawn(process.execPath, command("twice"), { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<number | null>((resolve) => first.on("exit", resolve));
  // Its first line comes after the lock.
  await new Promise<void>((resolve) => {
    first.stderr.on("data", (text) => String(text).includes("tiny: 3 arms") && resolve());
  });
  const second = spawnSync(process.execPath, command("twice"), { encoding: "utf8" });
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(/process \d+/);
  expect(await ended).toBe(0);
  expect(resultsOf("twice")).toBe(unbroken);
});

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  writeFileSync(path, bytes);
}
