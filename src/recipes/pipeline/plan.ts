// A folder holds one data set. What decides its records is its plan; another plan in the same folder is refused.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelRole, Spend } from "../../models/index.ts";
import { fileProblem, TeachwhyError } from "../../store/index.ts";
import type { StepCounts } from "./counts.ts";
import { fileNames } from "./output-folder.ts";
import type { ControlName } from "./types.ts";

/** Everything that decides which records come out, their number apart. */
export interface RecipePlan {
  recipe: string;
  /** sha256 of the constitution. */
  constitution: string;
  /** Role to the model with its settings. */
  models: Record<string, string>;
  seed: number;
  variants: string[];
  without: string[];
  assistant?: string;
  /** sha256 of `--input`; absent where there is none. */
  input?: string;
  /** sha256 of the texts of `--evaluation`; absent where there are none. */
  evaluation?: string;
  nearDuplicates: "removed" | "kept";
  /** Prompt file to its version: all of the recipe's own, and those of others that were used. */
  prompts: Record<string, string>;
}

export type RunStatus =
  | "running"
  /** All records are there. */
  | "complete"
  /** The source or the cap on candidates ended first. */
  | "short"
  /** Keep rate or truncation crossed a limit. */
  | "stopped-early"
  /** Requests wait in a batch file for their answers. */
  | "waiting"
  | "stopped"
  /** An error ended it: the budget, a wrong key, a full disk. */
  | "broken";

export interface RecipeManifest {
  format: 1;
  /** Under this name the session keeps account of what was paid, over all runs of the folder. */
  run: string;
  plan: RecipePlan;
  n: number;
  controls: ControlName[];
  status: RunStatus;
  /** One sentence on how it ended, and what to do. */
  message: string;
  /** As typed, the last one. */
  command: string[];
  versions: { teachwhy: string; node: string };
  startedAt: string;
  updatedAt: string;
  /** Time in which runs of this folder worked. */
  seconds: number;
  candidates: number;
  records: number;
  rejected: number;
  failed: number;
  steps: StepCounts[];
  /** Step to the role whose model it asks. */
  roles: Record<string, ModelRole>;
  /** What was paid for this folder so far, calls for nothing included; answers from the store cost nothing. */
  spend: Spend;
}

export async function readManifest(out: string): Promise<RecipeManifest | undefined> {
  const path = join(out, fileNames.manifest);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw fileProblem({
      error,
      path: out,
      next: "Name a folder with --out: a new one, or that of an earlier run.",
    });
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TeachwhyError({
      code: "bad-manifest",
      message: `${path} is not JSON.`,
      next: "Name another folder with --out, or remove this one.",
      cause,
    });
  }
}

/** Throws a TeachwhyError (`other-plan`) that names what differs. */
export function refuseOtherPlan(out: string, there: RecipePlan, now: RecipePlan): void {
  const differences = [...new Set([...Object.keys(there), ...Object.keys(now)])].flatMap((field) => {
    const [before, after] = [there, now].map((plan) => plan[field as keyof RecipePlan]);
    return compare(field, before, after);
  });
  if (differences.length === 0) return;
  throw new TeachwhyError({
    code: "other-plan",
    message: `${out} holds records of another plan. ${differences.join(" ")}`,
    next: "Name another folder with --out, or give the same settings; only --n, --controls and the limits may change.",
    data: { out, differences },
  });
}

function compare(field: string, before: unknown, after: unknown): string[] {
  if (isTable(before) && isTable(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort()
      .flatMap((key) => compare(`${field} ${key}`, before[key], after[key]));
  }
  const [a, b] = [before, after].map(say);
  return a === b ? [] : [`${field}: ${a} there, ${b} now.`];
}

const isTable = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function say(value: unknown): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "none";
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}
