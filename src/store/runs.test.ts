import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { startChild } from "../../test/fixtures/store/start-child.ts";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import {
  createRun,
  hashOf,
  listRuns,
  openEvents,
  openStore,
  type Run,
  removeRun,
  type Store,
  showRun,
} from "./index.ts";

const folder = useTemporaryFolder();
let store: Store;
beforeEach(async () => {
  store = await openStore(folder());
});

const plan = (experiment: string) => ({
  experiment,
  planHash: hashOf({ experiment, arms: ["base", "reasons"] }),
  command: ["teachwhy", "run", `experiments/${experiment}.yaml`],
  versions: { teachwhy: "0.1.0" },
  host: { cores: 2 },
});

/** An artifact of 1,000 bytes beside its artifact.json. */
async function produce(run: Run, stage: string): Promise<string> {
  const { hash } = store.artifact({ stage, inputs: [], settings: {}, code: "1" });
  await run.use(hash);
  await store.produce(hash, stage, (directory) => writeFile(join(directory, "data"), Buffer.alloc(1000)));
  return hash;
}

describe("a run", () => {
  it("is named after its experiment and plan, and tells what it did", async () => {
    const run = await createRun(store, plan("reasons"));
    expect(run.id).toBe(`reasons-${plan("reasons").planHash.slice(0, 8)}`);
    expect(run.directory).toBe(folder("runs", run.id));
    expect(run.eventsPath).toBe(folder("runs", run.id, "events.jsonl"));
    expect(await showRun(store, run.id)).toMatchObject({
      ...plan("reasons"),
      status: "running",
      artifacts: [],
      finishedAt: null,
    });

    const hash = await produce(run, "train");
    await run.use(hash);
    await run.end("finished");
    expect(await showRun(store, run.id)).toMatchObject({
      status: "finished",
      artifacts: [hash],
      finishedAt: expect.stringMatching(/^\d{4}-/),
    });
  });

  it("goes on where it was: same id, first start, same artifacts, free lock", async () => {
    const first = await createRun(store, plan("reasons"));
    const hash = await produce(first, "train");
    await first.end("stopped");
    const before = await showRun(store, first.id);
    const again = await createRun(store, plan("reasons"));
    expect(await showRun(store, again.id)).toMatchObject({
      id: first.id,
      status: "running",
      startedAt: before.status !== "unreadable" && before.startedAt,
      artifacts: [hash],
    });
    await again.end("finished");
  });

  it("is refused while a process is at it", async () => {
    const run = await createRun(store, plan("reasons"));
    await expect(createRun(store, plan("reasons"))).rejects.toMatchObject({ code: "run-locked" });
    await run.end("failed");
    expect(await showRun(store, run.id)).toMatchObject({ status: "failed", finishedAt: null });
  });

  it("is read as stopped once its process was killed", async () => {
    const child = startChild(`
      const one = await store.openStore(${JSON.stringify(folder())});
      await store.createRun(one, ${JSON.stringify(plan("reasons"))});
      console.log("running");
      setInterval(() => {}, 1000);
    `);
    await child.said("running");
    expect(await listRuns(store)).toMatchObject([{ experiment: "reasons", status: "running" }]);
    await child.kill();
    expect(await listRuns(store)).toMatchObject([{ experiment: "reasons", status: "stopped" }]);
    await (await createRun(store, plan("reasons"))).end("finished");
    expect(await listRuns(store)).toMatchObject([{ experiment: "reasons", status: "finished" }]);
  });

  it("notes every artifact when several are used at once", async () => {
    const run = await createRun(store, plan("reasons"));
    const hashes = Array.from({ length: 20 }, (_, index) => hashOf(index));
    await Promise.all(hashes.map((hash) => run.use(hash)));
    await run.end("finished");
    expect(await showRun(store, run.id)).toMatchObject({ artifacts: hashes });
  });
});

describe("the list of runs", () => {
  it("has the last used first, and unreadable ones at the end", async () => {
    expect(await listRuns(store)).toEqual([]);
    for (const experiment of ["quick", "reasons", "quick"]) {
      await (await createRun(store, plan(experiment))).end("finished");
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    mkdirSync(folder("runs", "broken"));
    expect((await listRuns(store)).map(({ id }) => id.split("-")[0])).toEqual(["quick", "reasons", "broken"]);
  });

  it.each(["", "{", "null", '{"id":"broken"}', JSON.stringify(outside())])(
    "calls a run unreadable whose manifest is '%s'",
    async (text) => {
      mkdirSync(folder("runs", "broken"));
      writeFileSync(folder("runs", "broken", "manifest.json"), text);
      expect(await listRuns(store)).toEqual([
        { id: "broken", directory: folder("runs", "broken"), status: "unreadable" },
      ]);
    },
  );

  it("knows the nearest name of a run that is not there", async () => {
    await expect(showRun(store, "reasons")).rejects.toThrow("There are none yet.");
    const run = await createRun(store, plan("reasons"));
    await run.end("finished");
    const mistyped = run.id.replace("reasons", "resaons");
    for (const attempt of [showRun, removeRun]) {
      await expect(attempt(store, mistyped)).rejects.toMatchObject({
        code: "unknown-run",
        message: expect.stringContaining(`Did you mean "${run.id}"?`),
      });
    }
  });
});

describe("removing a run", () => {
  it("takes the artifacts that no other run uses, and says so before with a dry run", async () => {
    const [kept, removed] = [await createRun(store, plan("quick")), await createRun(store, plan("reasons"))];
    const shared = await produce(kept, "base");
    await produce(removed, "base");
    const own = await produce(removed, "train");
    for (const run of [kept, removed]) await run.end("finished");

    const before = files();
    const dry = await removeRun(store, removed.id, { dryRun: true });
    expect(dry).toMatchObject({ id: removed.id, artifacts: [own] });
    expect(dry.bytesFreed).toBeGreaterThan(1000);
    expect(files()).toEqual(before);

    expect(await removeRun(store, removed.id)).toMatchObject({ id: removed.id, artifacts: [own] });
    expect((await listRuns(store)).map(({ id }) => id)).toEqual([kept.id]);
    expect(readdirSync(folder("artifacts"))).toEqual([shared]);
    expect(await store.find(own)).toBeNull();
    expect(await store.find(shared)).not.toBeNull();

    await removeRun(store, kept.id);
    expect(readdirSync(folder("artifacts"))).toEqual([]);
    expect(files()).toEqual([]);
  });

  it("frees the bytes that it names", async () => {
    const run = await createRun(store, plan("reasons"));
    await produce(run, "train");
    const log = openEvents(run.eventsPath);
    log.append({ kind: "stage-end" });
    log.close();
    await run.end("finished");
    const size = files().reduce((sum, path) => sum + readFileSync(path).length, 0);
    expect((await removeRun(store, run.id, { dryRun: true })).bytesFreed).toBe(size);
  });

  it("is refused while a process is at it", async () => {
    const run = await createRun(store, plan("reasons"));
    await expect(removeRun(store, run.id)).rejects.toMatchObject({ code: "run-locked" });
    expect(existsSync(run.directory)).toBe(true);
    await run.end("stopped");
  });

  it("is refused where another run does not say what it uses; that one may be removed", async () => {
    const run = await createRun(store, plan("reasons"));
    const hash = await produce(run, "train");
    await run.end("finished");
    mkdirSync(folder("runs", "broken"));
    await expect(removeRun(store, run.id)).rejects.toMatchObject({
      code: "unreadable-run",
      message: expect.stringContaining('"broken"'),
      next: expect.stringContaining("teachwhy runs rm broken"),
    });
    expect(await store.find(hash)).not.toBeNull();
    expect(await removeRun(store, "broken")).toMatchObject({ id: "broken", artifacts: [] });
    expect(await removeRun(store, run.id)).toMatchObject({ artifacts: [hash] });
  });

  it("never leaves the folder of runs", async () => {
    writeFileSync(folder("notes.txt"), "mine");
    for (const id of ["..", ".", "../artifacts", ""]) {
      await expect(removeRun(store, id)).rejects.toMatchObject({ code: "unknown-run" });
    }
    expect(existsSync(folder("notes.txt"))).toBe(true);
  });

  /** All files of runs and artifacts. */
  function files(): string[] {
    return ["artifacts", "runs"].flatMap((name) =>
      readdirSync(folder(name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
  }
});

/** A manifest that would have something outside of the store removed. */
function outside(): object {
  return { id: "broken", status: "finished", startedAt: "", updatedAt: "", artifacts: ["../runs"] };
}
