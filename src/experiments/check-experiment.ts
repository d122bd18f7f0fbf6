// What an experiment file may not say although every word of it is allowed: names that point at nothing, and parts
// that contradict each other. Found before anything runs, not in the report after hours.
import { suiteNames, suites } from "../evaluation/index.ts";
import { WORLD_VERSION } from "../miniature/index.ts";
import { nearest } from "../store/index.ts";
import type { Experiment } from "./schema.ts";

export interface Complaint {
  /** Where in the file, from its root. */
  path: readonly PropertyKey[];
  message: string;
}

export function checkExperiment(experiment: Experiment): Complaint[] {
  return [
    ...unknownArms(experiment),
    ...comparisonsWithoutAccuracy(experiment),
    ...unevenHalves(experiment),
    ...repetitions(experiment),
    ...tooFewWorlds(experiment),
    ...controlsWithoutSuites(experiment),
    ...worldsOfAnotherUse(experiment),
  ];
}

/** ` Did you mean "..."?`, or nothing where no known name is near. */
export function suggest(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}

function unknownArms({ arms, comparisons, interventions, controls }: Experiment): Complaint[] {
  const known = Object.keys(arms);
  const uses = [
    ...comparisons.flatMap(({ treatment, control }, index) => [
      { path: ["comparisons", index, "treatment"], arm: treatment },
      { path: ["comparisons", index, "control"], arm: control },
    ]),
    ...interventions.arms.map((arm, index) => ({ path: ["interventions", "arms", index], arm })),
    ...controls.flatMap((control, at) =>
      control.arms.map((arm, index) => ({ path: ["controls", at, "arms", index], arm })),
    ),
  ];
  return uses
    .filter(({ arm }) => !known.includes(arm))
    .map(({ path, arm }) => ({
      path,
      message: `unknown arm "${arm}". Known: ${known.join(", ")}.${suggest(arm, known)}`,
    }));
}

/** The suites in which an act is at stake and done or not done: elsewhere there is no balanced accuracy. */
const suitesWithAccuracy = suiteNames.filter((name) => suites[name].shows === "acts");

/** Comparisons are of balanced accuracy with the thought left free. */
function comparisonsWithoutAccuracy({ comparisons, suites }: Experiment): Complaint[] {
  const possible = suitesWithAccuracy.filter((suite) =>
    Object.entries(suites).some(([name, { thoughts }]) => name === suite && thoughts.includes("free")),
  );
  const choice = possible.length === 0 ? "No suite of this file fits." : `Possible: ${possible.join(", ")}.`;
  return comparisons.flatMap(({ suite }, index) => {
    if (possible.includes(suite)) return [];
    const reason = !suitesWithAccuracy.includes(suite)
      ? `accuracy on acts means nothing on the suite "${suite}"`
      : suites[suite] === undefined
        ? `the suite "${suite}" is compared but not run`
        : `the suite "${suite}" is compared but not run with the thought left free`;
    const path = ["comparisons", index, "suite"];
    return [{ path, message: `${reason}. ${choice}${suggest(suite, possible)}` }];
  });
}

/** Half of the cases are about harmful acts, half about their benign twins. */
function unevenHalves({ gate, suites, interventions }: Experiment): Complaint[] {
  const halves = "half of the cases are harmful and half benign";
  const counts = [
    {
      path: ["gate", "cases"],
      cases: gate.cases,
      divisor: 4,
      why: `${halves}, and half as many are asked of held-out acts`,
    },
    { path: ["interventions", "cases"], cases: interventions.cases, divisor: 2, why: halves },
    ...Object.entries(suites)
      .filter(([suite]) => suite !== "tasks") // nothing is at stake there
      .map(([suite, { cases }]) => ({ path: ["suites", suite, "cases"], cases, divisor: 2, why: halves })),
  ];
  return counts
    .filter(({ cases, divisor }) => cases % divisor !== 0)
    .map(({ path, cases, divisor, why }) => ({
      path,
      message: `${path.join(".")} is ${cases}; ${why}, so it must be divisible by ${divisor}. Nearest: ${Math.ceil(cases / divisor) * divisor}.`,
    }));
}

/** Twice the same seed is the same data twice, counted as two; of two of a name only one is found by it. */
function repetitions({ worlds, seeds, comparisons, controls }: Experiment): Complaint[] {
  const lists: { what: string; items: (string | number)[]; path: (index: number) => Complaint["path"] }[] = [
    { what: "world seed", items: worlds.seeds, path: (index: number) => ["worlds", "seeds", index] },
    { what: "training seed", items: seeds, path: (index: number) => ["seeds", index] },
    {
      what: "comparison",
      items: comparisons.map(({ name }) => name),
      path: (index: number) => ["comparisons", index, "name"],
    },
    {
      what: "control",
      items: controls.map(({ name }) => name),
      path: (index: number) => ["controls", index, "name"],
    },
  ];
  return lists.flatMap(({ what, items, path }) =>
    items.flatMap((item, index) =>
      items.indexOf(item) < index
        ? [{ path: path(index), message: `the ${what} ${item} stands here a second time. Name each once.` }]
        : [],
    ),
  );
}

function tooFewWorlds({ worlds, verdict }: Experiment): Complaint[] {
  const { length } = worlds.seeds;
  if (verdict.minimumWorlds <= length) return [];
  return [
    {
      path: ["verdict", "minimumWorlds"],
      message: `verdict.minimumWorlds is ${verdict.minimumWorlds}, and worlds.seeds has only ${length}: no verdict could ever be reached. Lower it, or add worlds.`,
    },
  ];
}

/** What the report shows of a control: where it was trained, away from it, and far from it. */
function controlsWithoutSuites({ controls, suites: planned }: Experiment): Complaint[] {
  if (controls.length === 0) return [];
  return (["trained", "held-out", "far"] as const)
    .filter((suite) => !planned[suite]?.thoughts.includes("free"))
    .map((suite) => ({
      path: ["controls"],
      message: `controls are shown on the suites trained, held-out and far, thoughts free; ${suite} is not run so.`,
    }));
}

/** Which worlds are for what (docs/miniature.md): a label must not promise more than its worlds can hold. */
const seedsFor = { exploring: [1, 9], confirming: [101, 106] } as const;

function worldsOfAnotherUse({ worlds: { version, use, seeds } }: Experiment): Complaint[] {
  const complaints: Complaint[] = [];
  if (version !== WORLD_VERSION) {
    const message = `worlds.version is ${version}, but this is version ${WORLD_VERSION} of the world. Figures of two versions cannot be compared.`;
    complaints.push({ path: ["worlds", "version"], message });
  }
  if (use === "own") return complaints;
  const [first, last] = seedsFor[use];
  seeds.forEach((seed, index) => {
    if (seed >= first && seed <= last) return;
    const message = `world ${seed} is not for ${use}: those are ${first} to ${last}. Say \`use: own\` for others.`;
    complaints.push({ path: ["worlds", "seeds", index], message });
  });
  return complaints;
}
