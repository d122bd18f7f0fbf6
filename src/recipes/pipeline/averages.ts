// What a record of a recipe takes, by step: from earlier runs where there were any, else from the hand-made examples,
// else a rough guess. An estimate is made of these before anything is spent.
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TeachingSection } from "../../constitution/index.ts";
import { countWords } from "../../datasets/index.ts";
import { type ModelRole, modelRoles } from "../../models/index.ts";
import { writeFileAtomic } from "../../store/index.ts";
import type { Prompts } from "../prompts/open-prompts.ts";
import { handMadeRun } from "./hand-made.ts";
import type { RecipeManifest } from "./plan.ts";
import type { Step } from "./types.ts";

export interface StepAverage {
  role: ModelRole;
  /** For one accepted record, those of rejected and failed items included. */
  calls: number;
  inputTokens: number;
  outputTokens: number;
}

export interface Averages {
  /** Records of a run that they are measured on; 0 for a guess. */
  records: number;
  /** Records made by hand that the guess rests on; absent where there are none. */
  handMade?: number;
  steps: Record<string, StepAverage>;
  /** Calls that came back in a second, where that was measured. */
  callsPerSecond?: number;
}

const fileOf = (store: string, recipe: string) => join(store, "averages", `${recipe}.json`);

/** Undefined where the run made nothing. */
export function averagesOf({ records, steps, roles, spend, seconds }: RecipeManifest): Averages | undefined {
  if (records === 0) return undefined;
  const measured = steps
    .filter(({ spent }) => spent.calls > 0)
    .map(({ step, spent: { calls, inputTokens, outputTokens } }) => [
      step,
      {
        role: roles[step] ?? "teacher",
        calls: calls / records,
        inputTokens: inputTokens / records,
        outputTokens: outputTokens / records,
      },
    ]);
  return {
    records,
    steps: Object.fromEntries(measured),
    // Stored answers take no time; a run that mostly used those says nothing.
    ...(seconds >= 1 && spend.calls >= 5 ? { callsPerSecond: spend.calls / seconds } : {}),
  };
}

/** Those of the last run, for the next estimate. */
export async function storeAverages(store: string, recipe: string, averages: Averages): Promise<void> {
  const file = fileOf(store, recipe);
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, `${JSON.stringify(averages, null, 2)}\n`);
}

export async function readAverages(store: string, recipe: string): Promise<Averages | undefined> {
  // One that is not there or damaged is measured anew by the next run.
  return readFile(fileOf(store, recipe), "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
}

/** English and its Markdown: about four tokens to three words. */
const tokensPerWord = 1.35;
/** Of one answer, where nothing was made by hand either: a page of text or its JSON. */
const roughOutputTokens = 700;
/** Hand-made runs keep nearly all and say nothing on this; published keep rates lie at 75% to 92%. */
const roughKeepRate = 0.8;
/** What else stands in a prompt: what earlier steps made. */
const otherWords = 300;

interface EstimateParts {
  steps: Pick<Step<never>, "name" | "fanOut">[];
  prompts: Prompts;
  sections: TeachingSection[];
  /** Records that are to be made. */
  records: number;
  measured: Averages | undefined;
}

/**
 * For a run of so many records: what an earlier run measured, where there was one. For other steps a guess: from what
 * the hand-made examples took, or else from the prompts' own length and the constitution's sections, good to a factor of
 * two or three. Fan-outs count in all of them.
 */
export function averagesFor(
  recipe: string,
  { steps, prompts, sections, records, measured }: EstimateParts,
): Averages {
  const sectionWords = mean(sections.map(({ words }) => words));
  const shares = sharesOf(steps, records / Math.max(1, sections.length));
  const measuredShares = sharesOf(steps, (measured?.records ?? records) / Math.max(1, sections.length));
  const made = handMadeRun(recipe);
  const guess = (name: string, share: number): StepAverage => {
    const step = made?.steps[name];
    if (step) {
      const { role, items, ...sums } = step;
      return { role, ...scaledBy(sums, share / roughKeepRate / items) };
    }
    const calls = share / roughKeepRate;
    const words = wordsOf(`${recipe}/${name}`, prompts) + sectionWords + otherWords;
    return {
      role: guessRole(name),
      calls,
      inputTokens: calls * tokensPerWord * words,
      // A control is about as long as its record.
      outputTokens: calls * (made ? made.recordTokens / made.records : roughOutputTokens),
    };
  };
  const averages = steps.map(({ name }, index): [string, StepAverage] => {
    const share = shares[index]!;
    const known = measured?.steps[name];
    if (!known) return [name, guess(name, share)];
    return [name, { role: known.role, ...scaledBy(known, share / measuredShares[index]!) }];
  });
  return {
    records: measured?.records ?? 0,
    ...(made ? { handMade: made.records } : {}),
    steps: Object.fromEntries(averages),
    ...(measured?.callsPerSecond === undefined ? {} : { callsPerSecond: measured.callsPerSecond }),
  };
}

/**
 * How many items run each step for one record. The more records there are to a candidate, the more of them share what
 * was done before a fan-out; a small run takes one child of each candidate and shares nothing.
 */
function sharesOf(steps: Pick<Step<never>, "fanOut">[], perCandidate: number): number[] {
  const most = steps.reduce((product, { fanOut = 1 }) => product * fanOut, 1);
  const records = Math.min(most, Math.max(1, perCandidate));
  let items = 1;
  return steps.map(({ fanOut = 1 }) => {
    const share = Math.min(records, items) / records;
    items *= fanOut;
    return share;
  });
}

const scaledBy = ({ calls, inputTokens, outputTokens }: Omit<StepAverage, "role">, factor: number) => ({
  calls: factor * calls,
  inputTokens: factor * inputTokens,
  outputTokens: factor * outputTokens,
});

function wordsOf(name: string, prompts: Prompts): number {
  const all = prompts.names();
  return countWords(all.includes(name) ? prompts.file(name).source : "") || 250;
}

const guessRole = (step: string): ModelRole =>
  modelRoles.find((role) => role.startsWith(step) || step.startsWith(role)) ??
  (step.startsWith("sampl") ? "sampler" : "teacher");

const mean = (values: number[]) =>
  values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length;
