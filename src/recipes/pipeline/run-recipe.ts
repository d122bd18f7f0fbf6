// Runs a recipe with a language model as teacher: candidates through steps to records in a folder.
//
// Work and acceptance go in one order, that of the items' paths: oldest first, depth first. So the first records are
// there within minutes, and which records a run accepts depends on the answers alone and not on which came first:
// a record is written when everything before it in that order has ended. State on disk is only what ended
// (output-folder.ts). A resumed run walks the same tree again and skips what ended; all calls between are answered
// from the session's store.
import { setMaxListeners } from "node:events";
import type { OverlapFinder } from "../../datasets/index.ts";
import type { ModelRole, Session } from "../../models/index.ts";
import { lockRun, type TeachwhyError } from "../../store/index.ts";
import type { Prompts } from "../prompts/open-prompts.ts";
import { type Acceptance, openAcceptance } from "./acceptance.ts";
import { checkRun, type RecipeChoice } from "./check-run.ts";
import type { EarlyStop } from "./early-stop.ts";
import type { RecipeEvent } from "./events.ts";
import { keepManifest } from "./keep-manifest.ts";
import type { RecipeManifest, RecipePlan, RunStatus } from "./plan.ts";
import { schedule } from "./scheduler.ts";

export interface RecipeRun<T extends object> extends RecipeChoice<T> {
  /**
   * Called once the folder is locked and the plan fits: the session that keeps account under this name, for a folder
   * with so many accepted records. `signal` ends what is in flight when the run does not wait any more; the run closes
   * the session. Not called where nothing is left to do.
   */
  openSession(options: { run: string; accepted: number; signal: AbortSignal }): Promise<Session>;
  prompts: Prompts;
  /** Role to the model's name with its settings: they are part of the plan. */
  models: Record<string, string>;
  /** Accepted records to reach, those of earlier runs of the same folder included. */
  n: number;
  out: string;
  keepNearDuplicates?: boolean;
  /** Texts that no record may hold, and their sha256. */
  evaluation?: { sha256: string; finder: OverlapFinder };
  /** Candidates of the source at most. Default 10 n, and at least 50. */
  maxCandidates?: number;
  earlyStop?: Partial<EarlyStop>;
  /** Stops the run: nothing more is sent; calls in flight may still end. */
  signal?: AbortSignal;
  /** How long a run that ends waits for calls in flight, which are paid. Default 20,000. */
  graceMs?: number;
  command?: string[];
  version?: string;
  onEvent?: (event: RecipeEvent) => void;
}

export interface RecipeResult {
  status: RunStatus;
  /** How it ended, and what to do about it where it ended short. */
  message: string;
  manifest: RecipeManifest;
  /** What ended it, for `broken`. Everything that was done is kept. */
  error?: TeachwhyError;
}

/**
 * Runs until `n` records are accepted, or until nothing more can be done now. Never more than `n` are written, at any
 * concurrency and over any number of runs of the same folder. Throws a TeachwhyError where it cannot begin: another
 * plan or another process has the folder, an unknown step or control. Other errors are bugs of a recipe and end the
 * run as a kill would; so nothing is lost.
 */
export async function runRecipe<T extends object>(run: RecipeRun<T>): Promise<RecipeResult> {
  const { recipe, prompts, n, out, seed = 1, variants = [], without = [], controls = [] } = run;
  const onEvent = run.onEvent ?? (() => {});
  const { steps, controls: perRecord, source } = checkRun(run);
  const plan: RecipePlan = {
    recipe: recipe.name,
    constitution: run.constitution.sha256,
    models: run.models,
    seed,
    variants: [...variants].sort(),
    without: [...without].sort(),
    ...(run.assistant === undefined ? {} : { assistant: run.assistant }),
    ...(run.input ? { input: run.input.sha256 } : {}),
    nearDuplicates: run.keepNearDuplicates ? "kept" : "removed",
    ...(run.evaluation ? { evaluation: run.evaluation.sha256 } : {}),
    prompts: {},
  };

  const lock = await lockRun(out);
  let acceptance: Acceptance<T> | undefined;
  let session: Session | undefined;
  const cut = new AbortController();
  // Each call in flight listens.
  setMaxListeners(0, cut.signal);
  try {
    const manifest = await keepManifest({
      out,
      plan,
      n,
      controls,
      prompts,
      command: run.command ?? [],
      version: run.version ?? "unknown",
    });
    acceptance = await openAcceptance({
      recipe,
      out,
      seed,
      n,
      constitution: run.constitution.sha256,
      steps: steps.map(({ name }) => name),
      controls: perRecord,
      evaluation: run.evaluation?.finder,
      keepNearDuplicates: run.keepNearDuplicates ?? false,
      onEvent,
    });
    if (acceptance.isWhole() && manifest.before?.status === "complete") {
      const { message } = manifest.before;
      onEvent({ type: "end", status: "complete", message });
      return { status: "complete", message, manifest: manifest.before };
    }
    const accepting = acceptance;
    const accepted = accepting.accepted();
    const opened = await run.openSession({ run: manifest.run, accepted, signal: cut.signal });
    session = opened;
    onEvent({ type: "start", recipe: recipe.name, n, accepted, out });
    const roles = new Map<string, ModelRole>();
    const save = (status: RunStatus, message: string) =>
      manifest.save({
        status,
        message,
        accepted: accepting.accepted(),
        candidates: accepting.candidates(),
        counts: accepting.counts,
        promptsUsed: accepting.promptsUsed(),
        roles,
        spend: opened.spend(),
      });
    await save("running", "");
    const saving = setInterval(() => void save("running", "").catch(() => {}), 10_000);
    saving.unref();
    const ended = await schedule({
      recipe: recipe.name,
      steps,
      controls: perRecord,
      source: source(),
      sections: run.constitution.sections,
      session: opened,
      prompts,
      roles,
      seed,
      n,
      acceptance,
      maxCandidates: run.maxCandidates ?? Math.max(50, 10 * n),
      earlyStop: run.earlyStop ?? {},
      graceMs: run.graceMs ?? 20_000,
      signal: run.signal,
      onEvent,
    }).finally(() => clearInterval(saving));
    const { status, message, error } = ended;
    acceptance.close();
    const saved = await save(status, message);
    onEvent({ type: "end", status, message });
    return { status, message, manifest: saved, ...(error ? { error } : {}) };
  } finally {
    acceptance?.close();
    cut.abort();
    await session?.close();
    lock.release();
  }
}
