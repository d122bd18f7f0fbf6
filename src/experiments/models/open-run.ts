// `run:RUN/ARM`: the last checkpoint of an experiment's arm, found by the run that made it.
import { existsSync } from "node:fs";
import type { KindModel, KindRequest } from "../../models/index.ts";
import { listRuns, nearest, openStore, type Store, TeachwhyError } from "../../store/index.ts";
import { findShippedBase } from "../bases.ts";
import { type EvaluatedChain, evaluatedChains } from "../transcripts.ts";
import { openCheckpoint } from "./open-miniature.ts";

interface FoundRun {
  id: string;
  chains: EvaluatedChain[];
}

/**
 * ARM, RUN/ARM, RUN/ARM/WORLD or RUN/ARM/WORLD/SEED; the name of a control may stand for its world. RUN may be the
 * beginning of a run's name. Throws where that is no checkpoint, or more than one, and says which there are.
 */
export async function openRun(
  { name, rest }: Pick<KindRequest, "name" | "rest">,
  storeDirectory: string,
): Promise<KindModel> {
  // Opening would make the folder, and looking must not leave anything behind.
  if (!existsSync(storeDirectory)) {
    throw runError({
      code: "unknown-run",
      message: `Model "${name}": there is no store ${storeDirectory}.`,
      next: "Name the store with --store DIR or TEACHWHY_STORE, or make a run: teachwhy demo --quick.",
    });
  }
  const store = await openStore(storeDirectory);
  const parts = rest.split("/");
  const [runName, arm = "", world, seed] = parts.length === 1 ? [undefined, ...parts] : parts;
  const run = chooseRun({ name, runName, arm, runs: await readRuns(store) });
  const chain = chooseChain({ name, run, arm, world, seed });
  const id = nameOf(run, chain);
  return openCheckpoint(await checkpointOf(chain, { id, store }), id);
}

async function readRuns(store: Store): Promise<FoundRun[]> {
  const runs = await listRuns(store);
  return Promise.all(
    runs.map(async ({ id, directory }) => ({ id, chains: await evaluatedChains(directory) })),
  );
}

function chooseRun({
  name,
  runName,
  arm,
  runs,
}: {
  name: string;
  runName: string | undefined;
  arm: string;
  runs: FoundRun[];
}): FoundRun {
  const whole = runs.find(({ id }) => id === runName);
  const fitting = whole
    ? [whole]
    : runs.filter(({ id, chains }) =>
        runName === undefined ? chains.some((one) => one.arm === arm) : id.startsWith(runName),
      );
  if (fitting.length === 1) return fitting[0]!;
  const ids = (fitting.length > 0 ? fitting : runs).map(({ id }) => id);
  const near = runName === undefined ? undefined : nearest(runName, ids);
  const asked = runName === undefined ? `run with an evaluated arm "${arm}"` : `run "${runName}"`;
  throw runError({
    code: fitting.length > 0 ? "ambiguous-run" : "unknown-run",
    message:
      fitting.length > 0
        ? `Model "${name}" may be of ${ids.join(", ")}.`
        : `Model "${name}": no ${asked}.${near ? ` Did you mean "${near}"?` : ""}`,
    next:
      fitting.length > 0
        ? `Write run:${ids[0]}/${arm}.`
        : ids.length > 0
          ? `Known: ${ids.join(", ")}. --store DIR or TEACHWHY_STORE names another store.`
          : "The store has no runs. --store DIR or TEACHWHY_STORE names another one.",
    data: { known: ids },
  });
}

interface Wanted {
  name: string;
  run: FoundRun;
  arm: string;
  world: string | undefined;
  seed: string | undefined;
}

function chooseChain({ name, run, arm, world, seed }: Wanted): EvaluatedChain {
  const ofArm = run.chains.filter((chain) => chain.arm === arm);
  const fits = ({ control, world: own, seed: drawn }: EvaluatedChain) =>
    (world === undefined
      ? control === null
      : control === world || (control === null && String(own) === world)) &&
    (seed === undefined || String(drawn) === seed);
  const fitting = ofArm.filter(fits);
  if (fitting.length === 1) return fitting[0]!;
  if (ofArm.length === 0) {
    const arms = [...new Set(run.chains.map((chain) => chain.arm))];
    const near = nearest(arm, arms);
    throw runError({
      code: "unknown-arm",
      message: `Model "${name}": run ${run.id} has no evaluated arm "${arm}".${near ? ` Did you mean "${near}"?` : ""}`,
      next: arms.length > 0 ? `Known: ${arms.join(", ")}.` : "No arm of this run is evaluated yet.",
      data: { known: arms },
    });
  }
  const known = (fitting.length > 0 ? fitting : ofArm).map((chain) => `run:${nameOf(run, chain)}`);
  throw runError({
    code: fitting.length > 0 ? "ambiguous-run" : "unknown-world",
    message: `Model "${name}" fits ${fitting.length > 0 ? `${fitting.length} checkpoints` : "no checkpoint"} of run ${run.id}.`,
    next: `Known: ${known.join(", ")}.`,
    data: { known },
  });
}

const nameOf = ({ id }: FoundRun, { arm, control, world, seed }: EvaluatedChain) =>
  `${id}/${arm}/${control ?? world}/${seed}`;

async function checkpointOf(
  { checkpoint }: EvaluatedChain,
  { id, store }: { id: string; store: Store },
): Promise<string> {
  const found = checkpoint && ((await store.find(checkpoint)) ?? (await findShippedBase(checkpoint)));
  if (found) return found;
  throw runError({
    code: "no-checkpoint",
    message: checkpoint
      ? `The checkpoint of ${id} is not in the store ${store.root} any more.`
      : `The run of ${id} is older than names of this kind: it does not say where its checkpoints are.`,
    next: "Start the run again with its own command; only what is missing is made.",
  });
}

function runError(error: {
  code: string;
  message: string;
  next: string;
  data?: Record<string, unknown>;
}): TeachwhyError {
  return new TeachwhyError(error);
}
