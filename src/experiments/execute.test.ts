// What a run leaves on disk when it fails or is stopped. Nothing is trained: the stages either fail or never get to it.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { listRuns, openStore, readEvents } from "../store/index.ts";
import { baseFor } from "./bases.ts";
import { type ExecuteOptions, executeExperiment } from "./execute.ts";
import { loadExperiment } from "./load.ts";
import type { Experiment } from "./schema.ts";

const read = (name: string) => loadExperiment(fileURLToPath(new URL(`../../${name}`, import.meta.url)));
const quick = await read("experiments/quick.yaml");
const tool = { what: "", gate: "tool-use" as const, contaminated: false };
const mixOf = (mix: Record<string, number>): Experiment["arms"][string]["round"] => [{ mix }];

/** Worlds that no base is shipped for. */
const worlds = [7_000_001, 7_000_002];
const experiment = (arms: Experiment["arms"]): Experiment => ({
  ...quick,
  worlds: { ...quick.worlds, seeds: worlds },
  arms,
  comparisons: [],
  interventions: { cases: 4, arms: [] },
});

const folder = useTemporaryFolder();

/** A store with something in the place of each base, so that none is pretrained. */
async function prepareStore() {
  const store = await openStore(folder("store"));
  for (const seed of worlds) {
    const base = await baseFor({ seed, kind: "pairs", directAnswers: 0.5, store });
    await store.produce(base.hash, {}, async () => {});
  }
  return store;
}

async function execute(plan: Experiment, options: Partial<ExecuteOptions> = {}) {
  const store = await prepareStore();
  const outcome = executeExperiment({
    experiment: plan,
    storeDirectory: folder("store"),
    workers: 1,
    command: ["test"],
    version: "0",
    signal: new AbortController().signal,
    onEvent: () => {},
    ...options,
  });
  const error = await outcome.then(
    () => new Error("It ended well."),
    (thrown: unknown) => thrown,
  );
  const [run] = await listRuns(store);
  const { events } = await readEvents(join(run!.directory, "events.jsonl"));
  return { error: error as Error, run: run!, types: events.map(({ type }) => type), events };
}

/** What a stage that was stopped has not finished is removed. */
const temporaryFolders = () =>
  readdirSync(folder("store", "temporary"), { recursive: true, encoding: "utf8" }).filter((name) =>
    /[0-9a-f]{16}/.test(name),
  );

const behaviour = { ...tool, round: mixOf({ behaviour: 300 }) };
const starts = (events: Record<string, unknown>[]) =>
  events.filter(({ type }) => type === "stage-start").map(({ label }) => label);

test("a stage that fails: its error says where, the run is marked, and nothing is under way any more", async () => {
  const broken = { ...tool, round: mixOf({ "no-such-recipe": 10 }) };
  const waiting = { ...tool, round: mixOf({ reasons: 300 }) };
  const { error, run, events } = await execute(experiment({ broken, behaviour, waiting }));
  expect(error.message).toBe("broken, world 7000001: data: miniatureRecipes[recipe] is not a function");
  expect(run.status).toBe("failed");
  expect(events.at(-1)).toMatchObject({ type: "run-failed", message: error.message });
  // Five were waiting for the one worker. One of them may have got it before the failure was known; no more do.
  const made = events.filter(({ type, stage }) => type === "stage-end" && stage === "data");
  expect(made.length).toBeLessThanOrEqual(1);
  expect(starts(events).filter((label) => String(label).includes("round"))).toEqual([]);
  expect(temporaryFolders()).toEqual([]);
}, 30_000);

test("chains that need the same artifact share one making of it, and one failure", async () => {
  const { error, events } = await execute(experiment({ behaviour, again: behaviour }));
  // The base is none, which the first round notices.
  expect(error.message).toMatch(/^behaviour, world 7000001: round 1: .*config\.json/);
  expect(error.message).not.toContain("again");
  const begun = starts(events);
  expect(begun).toContain("behaviour, world 7000001: data");
  expect(begun.filter((label) => String(label).includes("again"))).toEqual([]);
  expect(new Set(begun).size).toBe(begun.length);
}, 30_000);

test("a stop: the reason is thrown, the run is marked as stopped and not as failed, and no stage is begun", async () => {
  const controller = new AbortController();
  const { error, run, types, events } = await execute(
    experiment({ behaviour, second: { ...tool, round: mixOf({ reasons: 300 }) } }),
    {
      signal: controller.signal,
      onEvent: ({ type }) => {
        if (type === "stage-start") controller.abort();
      },
    },
  );
  expect(error).toBe(controller.signal.reason);
  expect(run.status).toBe("stopped");
  expect(types).not.toContain("run-failed");
  expect(starts(events).filter((label) => String(label).includes("round"))).toEqual([]);
  expect(temporaryFolders()).toEqual([]);
}, 30_000);

test("a stop before the start", async () => {
  const signal = AbortSignal.abort();
  const { error, run, types } = await execute(experiment({ behaviour }), { signal });
  expect(error).toBe(signal.reason);
  expect(run.status).toBe("stopped");
  expect(types).toEqual([]);
});
