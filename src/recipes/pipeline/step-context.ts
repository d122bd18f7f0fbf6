// What a step asks through: renders the prompt, calls the model, and keeps account of both. An answer that is none
// ends the item here, so that no step has to look for it.
import type { z } from "zod";
import type { ModelRole, Session } from "../../models/index.ts";
import { createRandom, seedFrom } from "../../statistics/index.ts";
import type { Prompts } from "../prompts/open-prompts.ts";
import { addByStep, type SpentByStep, spentOn } from "./spent.ts";
import type { StepContext, StepRequest } from "./types.ts";

/** Thrown through a step that waits for an answer which does not come. Never an Error of the step itself. */
class ItemEnded extends Error {
  readonly outcome: ItemOutcome;
  constructor(outcome: ItemOutcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

export type FailureKind = "truncated" | "refused" | "filtered" | "empty" | "malformed" | "failed";

export type ItemOutcome =
  | { kind: "failure"; failure: FailureKind; message: string; prompt: string; key: string }
  /** Offline teacher: its answer is not there yet. */
  | { kind: "pending" }
  /** The run ends; the item is taken up again by the next one. */
  | { kind: "dropped" };

/** What is known of an item's making. */
export interface Lineage {
  prompts: Record<string, string>;
  models: Record<string, string>;
  spent: SpentByStep;
}

type Request<T> = StepRequest & { schema?: z.ZodType<T> };

export interface ContextParts {
  recipe: string;
  step: string;
  /** The item's id without recipe and seed, `12.0`. */
  path: string;
  seed: number;
  session: Session;
  prompts: Prompts;
  /** Filled while the step asks. */
  lineage: Lineage;
  /** Step to the role that it asked last. */
  roles: Map<string, ModelRole>;
  /** True once the run ends: nothing more is sent. */
  ending(): boolean;
  /** Told of each request that waits for its answer in a batch file. */
  onPending(): void;
}

/** What a step or control made of an item, or how the item ended in it. Throws what ends the run. */
export async function performStep<R>(
  parts: ContextParts,
  work: (context: StepContext) => Promise<R>,
): Promise<{ kind: "made"; value: R } | ItemOutcome> {
  const { context, settled } = createStepContext(parts);
  try {
    return { kind: "made", value: await work(context) };
  } catch (error) {
    if (error instanceof ItemEnded) return error.outcome;
    throw error;
  } finally {
    await Promise.all(settled);
  }
}

/** `settled` waits for calls that a step began and no longer waits for: they are paid, so they are counted. */
function createStepContext(parts: ContextParts): {
  context: StepContext;
  settled: Promise<unknown>[];
} {
  const { recipe, step, path, seed, session, prompts, lineage } = parts;
  const settled: Promise<unknown>[] = [];

  function send<T>(request: Request<T>) {
    const answer = ask(request);
    settled.push(answer.catch(() => {}));
    return answer;
  }

  async function ask<T>(request: Request<T>) {
    const { prompt, variables, role = "teacher", shared, ...settings } = request;
    const messages = prompts.render(prompt, variables);
    lineage.prompts[prompt] = prompts.version(prompt);
    parts.roles.set(step, role);
    if (parts.ending()) throw new ItemEnded({ kind: "dropped" });
    const answer = await session.ask<T>({
      ...settings,
      role,
      step: `${recipe}/${step}`,
      messages,
      // Two items may ask the same words (the same section again, in a later round) and must get two samples.
      // Providers' seeds are 31 bits, and the ordinal is added to one.
      ordinal: seedFrom(seed, shared ? "shared" : path) >>> 2,
    });
    if (answer.kind === "pending") {
      parts.onPending();
      throw new ItemEnded({ kind: "pending" });
    }
    addByStep(lineage.spent, { [step]: spentOn(answer) });
    lineage.models[step] = answer.model;
    if (answer.kind !== "answered") {
      const { kind, message, key } = answer;
      throw new ItemEnded({ kind: "failure", failure: kind, message, prompt, key });
    }
    return { answer, sent: messages };
  }

  async function askValue<T>(request: Request<T>) {
    return trimmed((await send<T>(request)).answer.value);
  }

  return {
    settled,
    context: {
      ask: askValue as StepContext["ask"],
      async askFull(request) {
        const { answer, sent } = await send<string>(request);
        const { text, reasoning, toolCalls } = answer;
        return trimmed({ text, toolCalls, sent, ...(reasoning === undefined ? {} : { reasoning }) });
      },
      random: createRandom(seed, recipe, path, step),
    },
  };
}

/** White space around what a model writes is an accident of its format, and a student would learn it. */
function trimmed<T>(value: T): T {
  if (typeof value === "string") return value.trim() as T;
  if (Array.isArray(value)) return value.map(trimmed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, trimmed(part)])) as T;
}
