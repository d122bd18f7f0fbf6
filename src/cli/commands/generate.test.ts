import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { type ProviderOptions, startProvider } from "../../../test/provider/index.ts";
import { runCli } from "../index.ts";

const folder = useTemporaryFolder();

afterEach(() => {
  process.exitCode = undefined;
  process.removeAllListeners("SIGINT");
  process.removeAllListeners("SIGTERM");
  vi.restoreAllMocks();
});

async function cli(...args: string[]) {
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += text;
      return true;
    });
  }
  process.exitCode = undefined;
  const status = await runCli(args);
  vi.restoreAllMocks();
  return { status, ...said };
}

const constitution = `# The assistant

## Honesty

The assistant should say what it believes to be true, because people act on what it says and cannot check all of it. Where it does not know, it says so, since a guess that looks like knowledge harms more than a gap.

## Care

The assistant should look after the people it works with, because they trust it with what matters to them. It weighs their own aims before its own taste, for it is their life and not its own that is lived.
`;

/** A provider and what a command needs to use it. Marks of judges are such that all is kept. */
async function start(options: ProviderOptions = {}) {
  const provider = await startProvider({ words: 40, ...options });
  writeFileSync(folder("constitution.md"), constitution);
  const model = `openai-compatible:${provider.url}/v1#test?priceIn=1&priceOut=5`;
  const generate = (...args: string[]) =>
    cli(
      ...["generate", "generic", "--constitution", folder("constitution.md"), "--teacher", model],
      ...["--out", folder("out"), "--store", folder("store"), "--keep-near-duplicates", ...args],
    );
  return { provider, model, generate, [Symbol.asyncDispose]: () => provider.close() };
}

const recordsIn = (out: string) =>
  existsSync(`${out}/records.jsonl`)
    ? readFileSync(`${out}/records.jsonl`, "utf8").split("\n").length - 1
    : 0;

/** What a batch API would give back for a file of requests. */
async function answerBatch(file: string, url: string): Promise<string> {
  const requests = readFileSync(file, "utf8").trim().split("\n");
  const answers = requests.map(async (line) => {
    const { custom_id, body } = JSON.parse(line);
    const answer = await fetch(`${url}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    return JSON.stringify({
      custom_id,
      response: { status_code: 200, body: await answer.json() },
      error: null,
    });
  });
  return `${(await Promise.all(answers)).join("\n")}\n`;
}

describe("before anything is spent", () => {
  test("a dry run says what it would take, as a guess, and sends nothing", async () => {
    await using started = await start();
    const { status, stdout } = await started.generate("--n", "50", "--dry-run");
    expect(status).toBe(0);
    expect(stdout).toMatch(/records +50 to make/);
    expect(stdout).toMatch(/calls +about \d+ \(\d+ to \d+\)/);
    expect(stdout).toMatch(/price +about \$\d/);
    expect(stdout).toMatch(/a (rough )?guess/);
    expect(started.provider.requests().length).toBe(0);
    expect(existsSync(folder("out/records.jsonl"))).toBe(false);
  });

  test("without a yes and without a terminal it stops with code 2, and says how to go on", async () => {
    await using started = await start();
    const { status, stderr } = await started.generate("--n", "2");
    expect(status).toBe(2);
    expect(stderr).toContain("Nothing was sent.");
    expect(stderr).toContain("--yes");
    expect(started.provider.requests().length).toBe(0);
  });

  test("what a model file says is recorded, and a changed file is another model", async () => {
    await using started = await start();
    const write = (temperature: number) =>
      writeFileSync(
        folder("teacher.yaml"),
        `model: openai-compatible:${started.provider.url}/v1#test\ntemperature: ${temperature}\n`,
      );
    const run = () =>
      started.generate(
        "--n",
        "1",
        "--yes",
        "--max-calls",
        "1",
        "--teacher",
        `file:${folder("teacher.yaml")}`,
      );
    write(0.5);
    expect((await run()).status).toBe(1);
    expect(readFileSync(folder("out/manifest.json"), "utf8")).toContain("#test?temperature=0.5");
    write(0.7);
    expect(await run()).toMatchObject({ status: 2, stderr: expect.stringContaining("temperature=0.7 now") });
  });

  test("a model that has too much to do just now is waited for", async () => {
    await using started = await start({
      faults: ({ ordinal }) => (ordinal === 0 ? "overloaded" : undefined),
    });
    const { status } = await started.generate("--n", "1", "--yes", "--max-calls", "1");
    expect(status).toBe(1);
    expect(started.provider.requests().map(({ outcome }) => outcome)).toEqual(["overloaded", "answer"]);
  });

  test("a call that hangs is given up after the time that was said", async () => {
    await using started = await start({ faults: ({ ordinal }) => (ordinal === 1 ? "hang" : undefined) });
    const { status, stderr } = await started.generate(
      ...["--n", "1", "--yes", "--max-calls", "1", "--attempt-timeout", "1"],
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/possibly paid besides: 1 calls/);
  });

  test("a model that does not answer ends it before the run begins", async () => {
    await using started = await start({ models: ["another"] });
    const { status, stderr } = await started.generate("--n", "2", "--yes");
    expect(status).toBe(2);
    expect(stderr).toContain("does not answer");
    expect(started.provider.requests().length).toBe(1);
  });

  test.each([
    [["--attempt-timeout", "600"], /at most 300: Node waits no longer/],
    [["--without", "chat"], /has no step "chat"/],
    [["--controls", "paraphrazed"], /has no control "paraphrazed"/],
    [["--prompts", "nowhere"], /Cannot read prompts from nowhere/],
    [["--evaluation", "nowhere"], /no evaluation file or folder nowhere/],
    [["--variant", "nonsense"], /nonsense/],
  ])("%j is checked first", async (args, says) => {
    await using started = await start();
    const { status, stderr } = await started.generate("--yes", "--n", "1", ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(says);
    expect(started.provider.requests()).toEqual([]);
  });

  test("an unknown recipe and missing options say what there is", async () => {
    expect(await cli("generate", "storys")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Did you mean "stories"?'),
    });
    expect(await cli("generate", "stories")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--constitution FILE"),
    });
    // `--controls stories` takes the recipe's name for a control's.
    expect(await cli("generate", "--teacher", "openai:any", "--controls", "stories")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("generate needs a RECIPE"),
    });
  });

  test("a file in the folder's place is said to be none", async () => {
    await using started = await start();
    writeFileSync(folder("out"), "");
    const { status, stderr } = await started.generate("--yes", "--n", "1");
    expect(status).toBe(2);
    expect(stderr).toContain("a part of the path is not a folder.\nName a folder with --out");
  });

  test("what an error quotes moves no cursor", async () => {
    const { stderr } = await cli("generate", "sto\u001b[2Jries");
    expect(stderr).toContain("sto\\u001b[2Jries");
    expect(stderr).not.toContain("\u001b[2J");
  });
});

describe("a run", () => {
  test("makes the records with report, card and manifest, and tells what each step did and cost", async () => {
    await using started = await start();
    const { status, stdout, stderr } = await started.generate("--n", "6", "--yes");
    expect(stderr).toMatch(/paid for this folder: \d+ calls/);
    expect(status).toBe(0);
    expect(stdout).toContain("6 records in");
    expect(recordsIn(folder("out"))).toBe(6);
    for (const file of ["report.md", "report.json", "README.md", "manifest.json"]) {
      expect(existsSync(folder("out", file))).toBe(true);
    }
    const manifest = JSON.parse(readFileSync(folder("out/manifest.json"), "utf8"));
    expect(manifest).toMatchObject({ status: "complete", records: 6, plan: { recipe: "generic" } });
    // The check of the model is no call of the run.
    expect(started.provider.requests().length).toBe(manifest.spend.calls + 1);
    expect(JSON.stringify(manifest)).not.toMatch(/undefined|NaN/);
  });

  test("again makes nothing, and with a larger --n goes on; then estimates are measured", async () => {
    await using started = await start();
    await started.generate("--n", "6", "--yes");
    const sent = started.provider.requests().length;
    const before = readFileSync(folder("out/records.jsonl"), "utf8");
    expect((await started.generate("--n", "6")).status).toBe(0);
    expect(started.provider.requests().length).toBe(sent);
    const dry = await started.generate("--n", "9", "--dry-run");
    expect(dry.stdout).toMatch(/records +3 to make[\s\S]*measured on 6 records/);
    expect((await started.generate("--n", "9", "--yes")).status).toBe(0);
    expect(recordsIn(folder("out"))).toBe(9);
    expect(readFileSync(folder("out/records.jsonl"), "utf8").startsWith(before)).toBe(true);
  });

  test("stops at its cap, keeps what is done, and goes on with a higher one", async () => {
    await using started = await start();
    const capped = await started.generate("--n", "12", "--yes", "--max-calls", "5", "--concurrency", "1");
    expect(capped.status).toBe(1);
    expect(capped.stderr).toContain("What is done is kept");
    expect(recordsIn(folder("out"))).toBeGreaterThan(0);
    expect(recordsIn(folder("out"))).toBeLessThan(12);
    expect(started.provider.requests().length).toBe(5 + 1);
    expect((await started.generate("--n", "12", "--yes", "--max-calls", "100")).status).toBe(0);
    expect(recordsIn(folder("out"))).toBe(12);
  });

  test("prints events as JSON lines for programs", async () => {
    await using started = await start();
    const { stdout } = await started.generate("--n", "3", "--yes", "--json");
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events[0]).toMatchObject({ type: "estimate", records: 3 });
    expect(events.filter(({ type }) => type === "record")).toHaveLength(3);
    expect(events.at(-1)).toMatchObject({ type: "result", status: "complete", manifest: { records: 3 } });
  });

  test("with a pilot measures first, and a dry run stops after it", async () => {
    await using started = await start();
    const { status, stdout } = await started.generate("--n", "40", "--pilot", "3", "--dry-run", "--yes");
    expect(status).toBe(0);
    expect(stdout).toMatch(/records +37 to make[\s\S]*measured on 3 records/);
    expect(recordsIn(folder("out"))).toBe(3);
  });

  test("with --batch sends nothing and writes the requests", async () => {
    await using started = await start();
    const { status, stderr } = await started.generate("--n", "3", "--batch", folder("batch"));
    expect(status).toBe(0);
    expect(stderr).toMatch(/3 requests written:\n.*\.jsonl \(3\)/);
    expect(stderr).toContain("batch import");
    expect(started.provider.requests().length).toBe(0);
  });

  test("goes on from answers that were made elsewhere, until the set is whole", async () => {
    await using started = await start();
    const command = () =>
      started.generate("--n", "3", "--batch", folder("batch"), "--teacher", "offline:somebody");
    for (let round = 0; ; round++) {
      const { status, stderr } = await command();
      expect(status).toBe(0);
      if (recordsIn(folder("out")) === 3) break;
      expect(round).toBeLessThan(5);
      const files = [...stderr.matchAll(/^ {2}(.*\.jsonl) \(\d+\)$/gm)].map(([, file]) => file!);
      expect(files.length).toBeGreaterThan(0);
      for (const [index, file] of files.entries()) {
        const answers = folder(`answers-${round}-${index}.jsonl`);
        writeFileSync(answers, await answerBatch(file, started.provider.url));
        expect(await cli("batch", "import", answers, "--store", folder("store"))).toMatchObject({
          status: 0,
        });
      }
    }
    const manifest = JSON.parse(readFileSync(folder("out/manifest.json"), "utf8"));
    expect(manifest).toMatchObject({ status: "complete", records: 3 });
  });

  test("in a folder of another plan is refused", async () => {
    await using started = await start();
    await started.generate("--n", "1", "--yes");
    const other = await started.generate("--n", "1", "--yes", "--seed", "2");
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining("seed: 1 there, 2 now.") });
  });
});

test("the list shows recipes with their steps and controls", async () => {
  const { stdout } = await cli("generate", "--list");
  expect(stdout).toMatch(/difficult-advice \(chats\)[\s\S]*rewrite[\s\S]*controls: .*paraphrased.*shuffled/);
  expect(stdout).toContain("variants: constitution, health");
});

test("prompts are listed, shown and copied", async () => {
  const listed = await cli("prompts", "list", "generic");
  expect(listed.stdout).toMatch(/^[0-9a-f]{12} {2}generic\//);
  const name = listed.stdout.split("\n")[0]!.split("  ")[1]!;
  expect((await cli("prompts", "show", name)).stdout.length).toBeGreaterThan(50);
  const copied = await cli("prompts", "copy", "generic", "--to", folder("own"));
  expect(copied.stdout).toContain("prompts copied");
  expect(existsSync(folder("own", `${name}.liquid`))).toBe(true);
});
