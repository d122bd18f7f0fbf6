// The program as it is used: its output and its exit code.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test, vi } from "vitest";
import { createRun, openStore } from "../store/index.ts";
import { runCli } from "./index.ts";

const program = ["--import", "tsx", "src/cli/main.ts"];

interface Answer {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The whole program, as a shell starts it. */
function teachwhyProcess(args: string[]): Answer {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...program, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

/** The same without a new process, which takes a tenth of the time. */
async function teachwhy(args: string[], env: Record<string, string> = {}): Promise<Answer> {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += text;
      return true;
    }),
  );
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    return { status: await runCli(args), ...said };
  } finally {
    process.exitCode = undefined;
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}

describe("usage", () => {
  test("--help names the commands and gives examples", () => {
    const { status, stdout, stderr } = teachwhyProcess(["--help"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/Commands:[\s\S]*doctor[\s\S]*Examples:/);
  });

  test("--version prints the version alone", () => {
    expect(teachwhyProcess(["--version"])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test.each([
    ["an unknown command", ["docter"], "unknown command 'docter'\n(Did you mean doctor?)"],
    ["an unknown option", ["doctor", "--jsno"], "unknown option '--jsno'\n(Did you mean --json?)"],
    ["an argument too many", ["doctor", "all"], "too many arguments for 'doctor'"],
  ])("%s is an error that helps", (_, args, message) => {
    const { status, stdout, stderr } = teachwhyProcess(args);
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
  test("says what happened and what to do, without a stack trace", async () => {
    const { status, stdout, stderr } = await teachwhy(["constitution", "show", "constitutions/minature.md"]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe(
      "error: There is no constitution at constitutions/minature.md.\n" +
        "Did you mean constitutions/miniature.md?\n",
    );
  });

  test("shows where it was noticed with TEACHWHY_DEBUG=1", async () => {
    const { status, stderr } = await teachwhy(["graph", "path", "lock-lgos"], { TEACHWHY_DEBUG: "1" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/Did you mean "lock logs"\?\n[\s\S]*\n {4}at .*walk-from/);
  });
});

describe("run", () => {
  test("--dry-run prints the plan and runs nothing", async () => {
    const store = mkdtempSync(join(tmpdir(), "teachwhy-cli-"));
    const { status, stdout } = await teachwhy([
      "run",
      "experiments/reasons.yaml",
      "--dry-run",
      "--store",
      store,
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^arms +base, generic, behaviour/m);
    expect(stdout).toMatch(/^time +about \d+ minutes, at most \d+, with \d+ workers/m);
    expect(readdirSync(join(store, "runs"))).toEqual([]);
    rmSync(store, { recursive: true });
  });

  test("names the line and the nearest name for a typo in a key", async () => {
    const folder = mkdtempSync(join(tmpdir(), "teachwhy-cli-"));
    const file = join(folder, "typo.yaml");
    writeFileSync(file, readFileSync("experiments/reasons.yaml", "utf8").replace(/^decides:/m, "decide:"));
    const { status, stderr } = await teachwhy(["run", file, "--dry-run"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/typo\.yaml:\d+: unknown key "decide".* Did you mean "decides"\?/);
    rmSync(folder, { recursive: true });
  });

  test("refuses a place that cannot be written before it starts", async () => {
    const { status, stderr } = await teachwhy([
      "run",
      "experiments/reasons.yaml",
      "--out",
      "package.json/out",
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/Cannot write to package\.json\/out.*a part of the path is not a folder/);
  });
});

describe("stopping", () => {
  /** A process that waits for its stop signal for ever, and then goes on as stubbornly as it may. */
  const stubborn = `
    const { stopSignal } = await import("./src/cli/stop-signal.ts");
    const signal = stopSignal();
    signal.addEventListener("abort", () => console.log("aborted"));
    console.log("ready");
    setInterval(() => {}, 1000);`;

  test("the first Ctrl-C asks, the second one ends the process", async () => {
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", stubborn]);
    const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await said.next()).value).toBe("ready");
    child.kill("SIGINT");
    expect((await said.next()).value).toBe("aborted");
    child.kill("SIGINT");
    expect(await new Promise((done) => child.on("exit", (_, signal) => done(signal)))).toBe("SIGKILL");
  });
});

describe("constitution and graph", () => {
  test("constitution show prints the tree, with --json the principles", async () => {
    const file = "constitutions/miniature.md";
    expect((await teachwhy(["constitution", "show", file])).stdout).toMatch(/Privacy +line \d+ +1 principle/);
    const { principles } = JSON.parse((await teachwhy(["constitution", "show", file, "--json"])).stdout);
    expect(principles).toContainEqual(expect.objectContaining({ id: "privacy-1", line: expect.any(Number) }));
  });

  test("graph show names what differs when the constitution protects less", async () => {
    const folder = mkdtempSync(join(tmpdir(), "teachwhy-cli-"));
    const file = join(folder, "less.md");
    writeFileSync(file, readFileSync("constitutions/miniature.md", "utf8").replace(/## Privacy[^#]*/, ""));
    expect((await teachwhy(["graph", "show"])).stdout).not.toContain("differ");
    expect((await teachwhy(["graph", "show", "--constitution", file])).stdout).toContain(
      "World and constitution differ",
    );
    rmSync(folder, { recursive: true });
  });

  test("graph path walks from an act to its verdict", async () => {
    expect((await teachwhy(["graph", "path", "lock logs"])).stdout).toMatch(
      /causes[\s\S]*so lock logs is (wrong|fine)/,
    );
    expect(JSON.parse((await teachwhy(["graph", "path", "lock-logs", "--json"])).stdout)).toMatchObject({
      act: "lock logs",
    });
  });
});

describe("runs", () => {
  test("are listed, shown and removed", async () => {
    const folder = mkdtempSync(join(tmpdir(), "teachwhy-cli-"));
    const store = join(folder, "runs");
    const runs = (...args: string[]) => teachwhy(["runs", ...args, "--store", store]);
    expect((await runs("list")).stdout).toMatch(/^No runs in .* Start one/);
    expect(existsSync(store)).toBe(false);

    const plan = {
      experiment: "tiny",
      planHash: "0123456789",
      command: ["teachwhy", "run"],
      versions: {},
      host: {},
    };
    await (await createRun(await openStore(store), plan)).end("finished");
    expect((await runs("list")).stdout).toMatch(/^tiny-01234567 {2}finished/);
    expect((await runs("show", "tiny-01234567")).stdout).toMatch(/^command +teachwhy run$/m);
    expect(await teachwhy(["transcripts", "tiny-01234567", "--store", store])).toMatchObject({
      status: 0,
      stdout: "",
      stderr: expect.stringContaining("No transcript fits"),
    });
    expect(await runs("show", "tiny")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("tiny-01234567"),
    });
    expect((await runs("rm", "tiny-01234567", "--dry-run")).stdout).toMatch(/^Would remove tiny-01234567/);
    expect((await runs("rm", "tiny-01234567")).stdout).toMatch(/^Removed tiny-01234567/);
    expect(JSON.parse((await runs("list", "--json")).stdout)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe("doctor", () => {
  test("finds a machine that runs these tests ready", async () => {
    const { status, stdout } = await teachwhy(["doctor", "--json"]);
    const { ready, checks } = JSON.parse(stdout);
    expect({ status, ready }).toEqual({ status: 0, ready: true });
    expect(checks.map((check: { name: string }) => check.name)).toEqual([
      ...["Node", "cores", "memory", "engine", "store", "Python", "browser", "keys"],
    ]);
  });

  test("names keys and never shows them", async () => {
    const { stdout } = await teachwhy(["doctor"], { ANTHROPIC_API_KEY: "sk-very-secret" });
    expect(stdout).toMatch(/keys +ANTHROPIC_API_KEY set/);
    expect(stdout).not.toContain("sk-very-secret");
  });

  test("fails where runs cannot be kept, and says what to do", async () => {
    const { status, stdout } = await teachwhy(["doctor", "--store", "package.json/runs"]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /no {2}store .*cannot be written \(ENOTDIR\)\n +Choose another place with --store DIR/,
    );
    expect(stdout).toMatch(/Not ready: store\.\n$/);
  });

  test("does without Python and a browser", async () => {
    const empty = mkdtempSync(join(tmpdir(), "teachwhy-path-"));
    const { status, stdout } = await teachwhy(["doctor"], { PATH: empty });
    rmSync(empty, { recursive: true });
    expect(status).toBe(0);
    expect(stdout).toMatch(/-- {2}Python +not found \(optional\)/);
  });
});
