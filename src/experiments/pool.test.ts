// Real workers and real stages; the fault is put in from outside.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { baseRecipe } from "../miniature/index.ts";
import { TeachwhyError } from "../store/index.ts";
import { createPool, type Pool } from "./pool.ts";
import type { DataInput } from "./stages/data.ts";

/** Every worker that the pool has started, so that a test can end one as a crash does. */
const started = vi.hoisted(() => [] as Worker[]);
vi.mock("node:worker_threads", async (original) => {
  const threads = await original<typeof import("node:worker_threads")>();
  class Watched extends threads.Worker {
    constructor(...options: ConstructorParameters<typeof threads.Worker>) {
      super(...options);
      started.push(this);
    }
  }
  return { ...threads, Worker: Watched };
});

const constitution = { file: "miniature.md", text: readFileSync("constitutions/miniature.md", "utf8") };
const dataOf = (mix: DataInput["mix"]): DataInput => ({
  world: { seed: 1, kind: "pairs", directAnswers: 0.5 },
  constitution,
  mix,
  seed: 1,
  contaminated: false,
});
const small = dataOf({ reasons: 200 });
/** Takes longer than anybody waits. */
const endless = dataOf({ reasons: 1e9 });

const folder = useTemporaryFolder();
let controller: AbortController;
let pool: Pool;
const run = (input: DataInput) => pool.run("data", input, folder(), { priority: 0, onProgress: () => {} });
const records = () => readFile(join(folder(), "records.jsonl"), "utf8");
const settled = (promises: Promise<void>[]) =>
  Promise.all(promises.map((one) => one.catch((error: unknown) => error)));
/** A thread has ended once its id is -1. */
const ended = () => started.every(({ threadId }) => threadId === -1);

beforeEach(() => {
  started.length = 0;
  controller = new AbortController();
  pool = createPool({ workers: 1, signal: controller.signal });
});
afterEach(() => pool.close());

describe("a pool of one worker", { timeout: 60_000 }, () => {
  test("does one stage after the other, in the same thread", async () => {
    await Promise.all([run(small), run(small)]);
    expect(await records()).toContain('"recipe":"reasons"');
    expect(started).toHaveLength(1);
    await pool.close();
    expect(ended()).toBe(true);
  });

  test("says what a stage says that fails, and goes on with the next", async () => {
    const text = constitution.text.replace("## Privacy\n\n", "## Privacy\n\nZebras need privacy. ");
    const wrong = { ...small, constitution: { file: "my.md", text } };
    const [failure, next] = await settled([run(wrong), run(small)]);
    expect(failure).toBeInstanceOf(TeachwhyError);
    expect(failure).toMatchObject({
      code: "unknown-word",
      message: expect.stringContaining("zebras"),
      next: expect.any(String),
    });
    expect(next).toBeUndefined();
    expect(started).toHaveLength(2); // who has failed once is not asked again
  });

  test("a worker that dies at work fails its stage alone", async () => {
    const both = settled([run(endless), run(small)]);
    await vi.waitFor(() => expect(started).toHaveLength(1));
    await started[0]!.terminate();
    const [failure, next] = await both;
    expect((failure as Error).message).toMatch(
      /^The worker for data ended \(exit code \d\) before it was done\.$/,
    );
    expect(next).toBeUndefined();
    expect(await records()).not.toBe("");
  });

  test("a worker that dies at rest is missed by nobody", async () => {
    await run(small);
    started[0]!.emit("error", new Error("out of memory"));
    await started[0]!.terminate();
    await run(small);
    expect(started).toHaveLength(2);
  });

  test("an abort fails what runs and what waits with its reason, and leaves no thread", async () => {
    const recipe = {
      ...baseRecipe({ world: 1, kind: "pairs", directAnswers: 0.5 }),
      tokens: 10_000,
      updates: 1_000_000, // longer than anybody waits
      rowsPerStep: 1,
    };
    const reason = new Error("stopped by a person");
    const training = pool.run(
      "pretrain",
      { recipe, stateDirectory: folder("state"), precision: "half" },
      folder("base"),
      { priority: 0, onProgress: () => controller.abort(reason) },
    );
    expect(await settled([training, run(small), run(small)])).toEqual([reason, reason, reason]);
    expect(await settled([run(small)])).toEqual([reason]);
    await pool.close();
    expect(started).toHaveLength(1);
    expect(ended()).toBe(true);
  });
});
