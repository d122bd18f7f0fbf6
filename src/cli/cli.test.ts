// The program as it is used: a whole process, its output and its exit code.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createRun, openStore } from "../store/index.ts";

const program = ["--import", "tsx", "src/cli/main.ts"];

function teachwhy(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

describe("usage", () => {
  test("--help names the commands and gives examples", () => {
    const { status, stdout, stderr } = teachwhy(["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/Commands:[\s\S]*doctor[\s\S]*Examples:/);
  });

  test("--version prints the version alone", () => {
    expect(teachwhy(["--version"])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test.each([
    ["an unknown command", ["docter"], "unknown command 'docter'\n(Did you mean doctor?)"],
    ["an unknown option", ["doctor", "--jsno"], "unknown option '--jsno'\n(Did you mean --json?)"],
    ["an argument too many", ["doctor", "all"], "too many arguments for 'doctor'"],
  ])("%s is an error that helps", (_, args, message) => {
    const { status, stdout, stderr } = teachwhy(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("a reader that goes away is no error", async () => {
    const child = spawn(process.execPath, [...program, "doctor"], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy(); // as `| head -0` does, long before the first line
    let stderr = "";
    child.stderr.on("data", (chunk) => (stderr += chunk));
    const status = await new Promise((done) => child.on("exit", done));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("wrong input", () => {
  test("says what happened and what to do, without a stack trace", () => {
    const { status, stdout, stderr } = teachwhy(["constitution", "show", "constitutions/minature.md"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe(
      "error: There is no constitution at constitutions/minature.md.\n" +
        "Did you mean constitutions/miniature.md?\n",
    );
  });

  test("shows where it was noticed with TEACHWHY_DEBUG=1", () => {
    const { status, stderr } = teachwhy(["graph", "path", "lock-lgos"], { TEACHWHY_DEBUG: "1" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/Did you mean "lock logs"\?\n[\s\S]*\n {4}at .*walk-from/);
  });
});

describe("constitution and graph", () => {
  test("constitution show prints the tree, with --json the principles", () => {
    const file = "constitutions/miniature.md";
    expect(teachwhy(["constitution", "show", file]).stdout).toMatch(/Privacy +line \d+ +1 principle/);
    const { principles } = JSON.parse(teachwhy(["constitution", "show", file, "--json"]).stdout);
    expect(principles).toContainEqual(expect.objectContaining({ id: "privacy-1", line: expect.any(Number) }));
  });

  test("graph show names what differs when the constitution protects less", () => {
    const folder = mkdtempSync(join(tmpdir(), "teachwhy-cli-"));
    const file = join(folder, "less.md");
    writeFileSync(file, readFileSync("constitutions/miniature.md", "utf8").replace(/## Privacy[^#]*/, ""));
    expect(teachwhy(["graph", "show"]).stdout).not.toContain("differ");
    expect(teachwhy(["graph", "show", "--constitution", file]).stdout).toContain(
      "World and constitution differ",
    );
    rmSync(folder, { recursive: true });
  });

  test("graph path walks from an act to its verdict", () => {
    expect(teachwhy(["graph", "path", "lock logs"]).stdout).toMatch(
      /causes[\s\S]*so lock logs is (wrong|fine)/,
    );
    expect(JSON.parse(teachwhy(["graph", "path", "lock-logs", "--json"]).stdout)).toMatchObject({
      act: "lock logs",
    });
  });
});

describe("runs", () => {
  test("are listed, shown and removed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "teachwhy-cli-"));
    const store = join(folder, "runs");
    const runs = (...args: string[]) => teachwhy(["runs", ...args, "--store", store]);
    expect(runs("list").stdout).toMatch(/^No runs in .* Start one/);
    expect(existsSync(store)).toBe(false);

    const plan = {
      experiment: "tiny",
      planHash: "0123456789",
      command: ["teachwhy", "run"],
      versions: {},
      host: {},
    };
    await (await createRun(await openStore(store), plan)).end("finished");
    expect(runs("list").stdout).toMatch(/^tiny-01234567 {2}finished/);
    expect(runs("show", "tiny-01234567").stdout).toMatch(/^command +teachwhy run$/m);
    expect(runs("show", "tiny")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("tiny-01234567"),
    });
    expect(runs("rm", "tiny-01234567", "--dry-run").stdout).toMatch(/^Would remove tiny-01234567/);
    expect(runs("rm", "tiny-01234567").stdout).toMatch(/^Removed tiny-01234567/);
    expect(JSON.parse(runs("list", "--json").stdout)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe("doctor", () => {
  test("finds a machine that runs these tests ready", () => {
    const { status, stdout } = teachwhy(["doctor", "--json"]);
    const { ready, checks } = JSON.parse(stdout);
    expect({ status, ready }).toEqual({ status: 0, ready: true });
    expect(checks.map((check: { name: string }) => check.name)).toEqual([
      ...["Node", "cores", "memory", "engine", "store", "Python", "browser", "keys"],
    ]);
  });

  test("names keys and never shows them", () => {
    const { stdout } = teachwhy(["doctor"], { ANTHROPIC_API_KEY: "sk-very-secret" });
    expect(stdout).toMatch(/keys +ANTHROPIC_API_KEY set/);
    expect(stdout).not.toContain("sk-very-secret");
  });

  test("fails where runs cannot be kept, and says what to do", () => {
    const { status, stdout } = teachwhy(["doctor", "--store", "package.json/runs"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /no {2}store .*cannot be written \(ENOTDIR\)\n +Choose another place with --store DIR/,
    );
    expect(stdout).toMatch(/Not ready: store\.\n$/);
  });

  test("does without Python and a browser", () => {
    const empty = mkdtempSync(join(tmpdir(), "teachwhy-path-"));
    const { status, stdout } = teachwhy(["doctor"], { PATH: empty });
    rmSync(empty, { recursive: true });
    expect(status).toBe(0);
    expect(stdout).toMatch(/-- {2}Python +not found \(optional\)/);
  });
});
