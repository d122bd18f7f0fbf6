// Each check of our own is shown to fail: a small folder with one violation, and the message it gets.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A temporary folder with these files. */
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "teachwhy-checks-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

function run(script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("the room check", () => {
  const check = (files: Record<string, string>) => run("scripts/check-rooms.mjs", folderWith(files));
  const statistics = { "src/statistics/index.ts": "export const mean = 1;" };

  test("accepts imports that go down through an index.ts", () => {
    const result = check({
      ...statistics,
      "src/graph/index.ts": `export { walk } from "./walk.ts";`,
      "src/graph/walk.ts": `import { mean } from "../statistics/index.ts"; export const walk = mean;`,
    });
    expect(result).toEqual({ status: 0, stdout: "3 files in src/, 0 problems with rooms.\n", stderr: "" });
  });

  const upward = /src\/statistics\/up\.ts:2: "statistics" stands below "graph" and must not import from it/;
  test.each([
    ["an import", `import { a } from "../graph/index.ts";`],
    ["a type", `import type { A } from "../graph/index.ts";`],
    ["a re-export", `export { a } from "../graph/index.ts";`],
    ["a re-export of everything", `export * from "../graph/index.ts";`],
    ["a lazy import", `const graph = await import("../graph/index.ts");`],
    ["a type inside a type", `let a: import("../graph/index.ts").A;`],
    ["a worker", `new Worker(new URL("../graph/index.ts", import.meta.url));`],
  ])("refuses %s that goes up", (_, line) => {
    const result = check({
      ...statistics,
      "src/graph/index.ts": "",
      "src/statistics/up.ts": `// a line\n${line}`,
    });
    expect(result.stderr).toMatch(upward);
    expect(result.status).toBe(1);
  });

  test("refuses to reach past another room's index.ts", () => {
    const result = check({
      ...statistics,
      "src/statistics/mean.ts": "export const mean = 1;",
      "src/graph/index.ts": `import { mean } from "../statistics/mean.ts";`,
    });
    expect(result.stderr).toMatch(/src\/graph\/index\.ts:1: reaches past src\/statistics\/index\.ts to/);
    expect(result.status).toBe(1);
  });

  test("refuses cycles", () => {
    const result = check({
      "src/graph/index.ts": `export { a } from "./a.ts";`,
      "src/graph/a.ts": `import { b } from "./b.ts"; export const a = b;`,
      "src/graph/b.ts": `import { a } from "./a.ts"; export const b = a;`,
    });
    expect(result.stderr).toBe("cycle: src/graph/a.ts -> src/graph/b.ts -> src/graph/a.ts\n");
    expect(result.status).toBe(1);
  });

  test("refuses unknown rooms, rooms without a face, and files that do not parse", () => {
    const result = check({
      "src/grpah/index.ts": "",
      "src/graph/walk.ts": "",
      "src/cli/index.ts": "import {",
    });
    expect(result.stderr).toMatch(/src\/grpah: not a room/);
    expect(result.stderr).toMatch(/src\/graph: has no index\.ts/);
    expect(result.stderr).toMatch(/src\/cli\/index\.ts: Expected/);
    expect(result.status).toBe(1);
  });
});

describe("the lock check", () => {
  const check = (packages: Record<string, unknown>) =>
    run("scripts/check-lock.mjs", folderWith({ "package-lock.json": JSON.stringify({ packages }) }));
  const native = {
    version: "1.0.0",
    integrity: "sha512-x",
    optionalDependencies: { "native-linux": "1.0.0", "native-darwin": "1.0.0" },
  };
  const linux = { version: "1.0.0", integrity: "sha512-y" };

  test("accepts a lock with every platform, also where packages are nested", () => {
    const result = check({
      "": {},
      "node_modules/outer/node_modules/native": native,
      "node_modules/outer/node_modules/native-linux": linux,
      "node_modules/native-darwin": linux,
    });
    expect(result).toEqual({
      status: 0,
      stdout: "3 packages, 2 optional ones wanted, 0 problems.\n",
      stderr: "",
    });
  });

  test("refuses a lock that lacks a platform", () => {
    const result = check({ "node_modules/native": native, "node_modules/native-linux": linux });
    expect(result.stderr).toBe("node_modules/native wants native-darwin 1.0.0, which is not in the lock.\n");
    expect(result.status).toBe(1);
  });

  test("refuses a platform package of another version", () => {
    const result = check({
      "node_modules/native": native,
      "node_modules/native-linux": linux,
      "node_modules/native-darwin": { ...linux, version: "0.9.0" },
    });
    expect(result.stderr).toBe("node_modules/native wants native-darwin 1.0.0; the lock has 0.9.0.\n");
    expect(result.status).toBe(1);
  });

  test("refuses download hosts and missing hashes", () => {
    const result = check({ "node_modules/a": { version: "1.0.0", resolved: "https://host.example/a.tgz" } });
    expect(result.stderr).toMatch(/names a download host: https:\/\/host\.example/);
    expect(result.stderr).toMatch(/has no integrity hash/);
    expect(result.status).toBe(1);
  });
});

describe("prepare", () => {
  /** A clone whose npm only notes that it was called. */
  function clone(npm: string) {
    const folder = folderWith({ "package-lock.json": "{}", "npm.mjs": npm });
    cpSync("scripts", join(folder, "scripts"), { recursive: true });
    const env = { ...process.env, npm_execpath: join(folder, "npm.mjs") };
    const script = join(folder, "scripts/prepare.mjs");
    const prepare = () => spawnSync(process.execPath, [script], { encoding: "utf8", env });
    return { folder, prepare };
  }
  const installs = `
    import { mkdirSync, writeFileSync } from "node:fs";
    mkdirSync("node_modules", { recursive: true });
    writeFileSync("node_modules/.package-lock.json", process.argv[2]);`;

  test("installs once, then is quiet", () => {
    const { prepare } = clone(installs);
    expect(prepare()).toMatchObject({ status: 0, stderr: expect.stringMatching(/npm ci/) });
    expect(prepare()).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  test("installs again when the lock file is newer than what is installed", () => {
    const { folder, prepare } = clone(installs);
    prepare();
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(folder, "package-lock.json"), later, later);
    expect(prepare().stderr).toMatch(/npm ci/);
  });

  test("leaves a linked node_modules alone, which npm would empty for whoever else uses it", () => {
    const { folder, prepare } = clone(installs);
    const shared = folderWith({ "zod/index.js": "" });
    symlinkSync(shared, join(folder, "node_modules"), "dir");
    expect(prepare()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`where it leads (${shared})`),
    });
    expect(readdirSync(shared)).toEqual(["zod"]);
  });

  test("says what to do when installing fails", () => {
    const result = clone(`console.error("no such host"); process.exit(1);`).prepare();
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/no such host\nnpm ci failed \(exit code 1\)\.\nCheck the connection/);
  });
});

describe("the count at the end of CI", () => {
  const report = (...tests: { status: string; fullName: string }[]) =>
    JSON.stringify({
      testResults: [{ status: "passed", name: "a.test.ts", message: "", assertionResults: tests }],
    });
  const count = (files: Record<string, string>) => {
    const { status, stdout } = run("scripts/tally.mjs", folderWith(files));
    return { status, lines: stdout.trim().split("\n") };
  };

  test("adds tests of all reports, and one for each check", () => {
    const result = count({
      "lint.code": "0",
      "test.code": "0",
      "test.json": report({ status: "passed", fullName: "a" }, { status: "pending", fullName: "b" }),
      "test-slow.code": "0",
      "test-slow.json": report({ status: "passed", fullName: "c" }),
    });
    expect(result).toEqual({ status: 0, lines: ["3 passed, 0 failed, 1 skipped"] });
  });

  test("fails with a failed test, and names it", () => {
    const result = count({
      "test.code": "1",
      "test.json": report({ status: "failed", fullName: "adds up" }),
    });
    expect(result).toEqual({ status: 1, lines: ["failed: test: adds up", "0 passed, 1 failed"] });
  });

  test("fails with a failed check, a test run without a report, and a bad exit after good tests", () => {
    const result = count({
      "lint.code": "1",
      "test.code": "0",
      "test-slow.code": "1",
      "test-slow.json": report({ status: "passed", fullName: "c" }),
    });
    expect(result.lines.at(-1)).toBe("1 passed, 3 failed");
    expect(result.status).toBe(1);
  });

  test("fails with a test file that could not be loaded", () => {
    const broken = { status: "failed", name: "b.test.ts", message: "no such file", assertionResults: [] };
    const result = count({ "test.code": "1", "test.json": JSON.stringify({ testResults: [broken] }) });
    expect(result.lines).toEqual(["failed: test: b.test.ts no such file", "0 passed, 1 failed"]);
  });
});
