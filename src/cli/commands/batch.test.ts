import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { createBatchWriter, openSession } from "../../models/index.ts";
import { runCli } from "../index.ts";

const inFolder = useTemporaryFolder();

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

async function batch(...args: string[]) {
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += text;
      return true;
    });
  }
  const status = await runCli(["batch", ...args, "--store", inFolder("store")]);
  vi.restoreAllMocks();
  return { status, ...said };
}

/** Two requests of a person, in one file. */
async function asked() {
  const writer = createBatchWriter({ directory: inFolder("batches"), store: inFolder("store"), run: "r" });
  const models = { teacher: "offline:me" };
  const session = await openSession({ store: inFolder("store"), run: "r", models, park: writer.park });
  for (const content of ["Why ask first?", "Why tell?"]) {
    await session.ask({ role: "teacher", step: "advice/draft", messages: [{ role: "user", content }] });
  }
  await session.close();
  await writer.close();
  const [requests, prompts] = readdirSync(inFolder("batches")).map((name) => inFolder("batches", name));
  return { requests, prompts };
}

test("prompts are read, answered in their file, imported and counted", async () => {
  const { requests, prompts } = await asked();
  const { stdout: first } = await batch("show", requests);
  expect(first).toMatch(/## \w{64}\nadvice\/draft, for offline:me\n\n\*\*user\*\*\n\n> Why ask first\?/);
  expect(first).toContain("> Why tell?");

  writeFileSync(
    prompts,
    readFileSync(prompts, "utf8").replace(/(## answer \w+\n)/, "$1\nSo that they can say no.\n"),
  );
  const { status, stdout } = await batch("import", prompts);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^new answers: 1 \(\$0\)\n {2}advice\/draft: 1\nstill open: 1\nRun the same/);
  expect((await batch("import", prompts)).stdout).toBe("new answers: 0\nthere already: 1\nstill open: 1\n");
  expect((await batch("status", inFolder("batches"))).stdout).toMatch(/ 2 asked, 1 answered, 1 missing\n$/);
  const { stdout: json } = await batch("status", inFolder("batches"), "--json");
  expect(JSON.parse(json)).toMatchObject([{ path: requests, asked: 2, answered: 1, failed: 0, missing: 1 }]);
});

test("what cannot be used is told with its line, and fails", async () => {
  const { requests } = await asked();
  const { status, stdout } = await batch("import", requests);
  expect(status).toBe(1);
  expect(stdout).toContain(`${requests}:2: a request, not an answer`);

  writeFileSync(inFolder("other.jsonl"), `{"custom_id":"${"a".repeat(64)}","text":"Yes."}`);
  const other = await batch("import", inFolder("other.jsonl"));
  expect(other.status).toBe(1);
  expect(other.stdout).toContain("is it the right --store?): 1\n  aaaaaaaaaaaa");
});

test("a missing file, an unknown key and a folder without batches say what to do", async () => {
  const { requests } = await asked();
  expect(await batch("import", inFolder("no.jsonl"))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("there is no such file"),
  });
  expect(await batch("show", requests, "zzz")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("begins with zzz"),
  });
  expect((await batch("status", inFolder("store"))).stdout).toMatch(/^No batch files in /);
});
