// One recipe from end to end with a real model in this process. It is far too small to write well, and that is the
// point: broken JSON, loops and empty answers must end as recorded failures, and nothing that was made is lost.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { DataRecord } from "../src/datasets/index.ts";
import type { RecipeManifest } from "../src/recipes/index.ts";
import { env, file, installSmallModel } from "./fixtures/gguf/install-small-model.ts";

const missing = await installSmallModel();
if (missing) process.stderr.write(`A recipe with a model in a GGUF file is not tested: ${missing}\n`);

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "teachwhy-gguf-recipe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const candidates = 3;

function generate(): { status: number | null; manifest: RecipeManifest; stderr: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      join(root, "dist/cli/main.js"),
      ...["generate", "values-qa", "--constitution", join(root, "constitutions/assistant.md")],
      // Short answers: a truncated one is one more way to be bad.
      ...["--teacher", `gguf:${file}?context=4096&maxTokens=600&seed=1`],
      ...["--without", "rewrite", "--without", "judge", "--variant", "plain"],
      ...["--n", "2", "--max-candidates", String(candidates), "--max-truncated", "1", "--min-keep-rate", "0"],
      ...["--out", join(folder, "out"), "--store", join(folder, "store")],
    ],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  return { status, stderr, manifest: JSON.parse(readFileSync(join(folder, "out/manifest.json"), "utf8")) };
}

function linesOf(name: string): { id: string }[] {
  const path = join(folder, "out", name);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
const ended = () =>
  ["records.jsonl", "rejected.jsonl", "failures.jsonl"].map((name) => linesOf(name).map(({ id }) => id));

describe.skipIf(missing !== undefined)("values-qa, written by SmolLM2-135M", () => {
  test("every item ends as a record, a rejection or a failure that says what was wrong", () => {
    const { status, manifest, stderr } = generate();
    expect([0, 1], stderr).toContain(status);
    expect(["complete", "short"], stderr).toContain(manifest.status);
    const [records, rejected, failures] = ended();
    process.stdout.write(
      `${records!.length} records, ${rejected!.length} rejected, ${failures!.length} failed, ${manifest.spend.calls} calls\n`,
    );
    expect(records!.length + rejected!.length + failures!.length).toBeGreaterThanOrEqual(candidates);
    expect(new Set([...records!, ...rejected!, ...failures!]).size).toBe(
      records!.length + rejected!.length + failures!.length,
    );
    expect(manifest).toMatchObject({
      records: records!.length,
      rejected: rejected!.length,
      failed: failures!.length,
    });
    for (const line of linesOf("records.jsonl")) expect(DataRecord.safeParse(line).success).toBe(true);
    for (const line of linesOf("failures.jsonl")) {
      expect(line).toMatchObject({ kind: expect.stringMatching(/truncated|malformed|empty|refused/) });
    }
  });

  test("the same command finds all of it again and asks the model nothing", () => {
    const before = {
      ended: ended(),
      calls: JSON.parse(readFileSync(join(folder, "out/manifest.json"), "utf8")).spend.calls,
    };
    const { manifest } = generate();
    expect(ended()).toEqual(before.ended);
    expect(manifest.spend.calls).toBe(before.calls);
  });
});
