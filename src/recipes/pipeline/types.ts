// A recipe: a source of candidates and steps that turn each into records. A step is pure but for its model calls;
// fan-out, concurrency, cache, budget, progress and resume are the runner's (`run-recipe.ts`).
import type { z } from "zod";
import type { TeachingSection } from "../../constitution/index.ts";
import type { Message, Tool } from "../../datasets/index.ts";
import type { ModelRole, PromptMessage, ToolDefinition, ToolRequest } from "../../models/index.ts";
import type { Random } from "../../statistics/index.ts";

/**
 * `T` is what an item is while it goes through the steps: a plain JSON object that each step returns with more in it.
 */
export interface Recipe<T extends object> {
  name: string;
  /** What it is for, in one sentence. */
  purpose: string;
  makes: "chat" | "document";
  /** Kinds that `--variant` can name; absent where there are none. */
  variants?: readonly string[];
  /** Which of `--assistant` and `--input` it uses; any other is refused and not ignored. */
  takes?: readonly ("assistant" | "input")[];
  /** Its records hold thoughts, which can be exchanged for `shuffled-reasons`. */
  thoughts?: true;
  /** Ids in published/results.json of what it rests on. */
  published: string[];
  /** Candidates, oldest first and without end where the recipe allows it; the same for the same context. */
  source(context: SourceContext): Iterable<T>;
  steps: Step<T>[];
  /** The finished item as a record; the runner adds id and lineage. */
  record(item: T): RecordDraft;
  /** What can be made beside each record with `--controls`. */
  controls: Control<T>[];
}

export interface SourceContext {
  sections: TeachingSection[];
  random: Random;
  /** Records of `--input FILE`, for recipes that change records instead of making them. */
  input: Iterable<RecordDraft>;
  /** `--variant NAME`s; empty: the recipe's default mix. */
  variants: string[];
  /** `--assistant NAME`: what the model is called in texts about it; without it a recipe draws names. */
  assistant?: string;
}

export interface Step<T extends object> {
  /** A verb or noun in kebab-case, as in `--without rewrite`. */
  name: string;
  /** What it does, in one sentence. */
  does: string;
  /** Without it nothing comes out; the others can be switched off. */
  needed?: true;
  /** How many items it makes of one as a rule, for estimates. Default 1. */
  fanOut?: number;
  /** Item in, items out: one as a rule, several for a fan-out, or a rejection with its reason. */
  run(item: T, context: StepContext): Promise<T[] | Rejected>;
}

/** An item that a step turns down. The reason is one of few, so that they can be counted; details may follow. */
export interface Rejected {
  rejected: string;
  detail?: string;
}

export interface StepContext {
  /**
   * Renders a prompt file and asks. What comes back is an answer: a call that was cut, refused, filtered, empty or
   * malformed ends the item as a recorded failure, so a step need not look for it.
   */
  ask<T>(request: StepRequest & { schema: z.ZodType<T> }): Promise<T>;
  ask(request: StepRequest): Promise<string>;
  /** The same, with thoughts, tool calls and the messages as they were sent. */
  askFull(request: StepRequest): Promise<FullAnswer>;
  /** Drawn from the run's seed and the item's id: the same after a resume. */
  random: Random;
}

export interface FullAnswer {
  text: string;
  reasoning?: string;
  toolCalls: ToolRequest[];
  /** What the prompt file rendered to. */
  sent: PromptMessage[];
}

export interface StepRequest {
  /** A file of prompts/, by its name without ending: `difficult-advice/draft`. */
  prompt: string;
  variables: Record<string, unknown>;
  /** Default: teacher. */
  role?: ModelRole;
  /** One answer for all items that ask the same words; else each item gets a sample of its own. */
  shared?: true;
  tools?: ToolDefinition[];
}

export type RecordDraft = DraftLineage &
  ({ kind: "chat"; messages: Message[]; tools?: Tool[] } | { kind: "document"; text: string });

interface DraftLineage {
  /** Ids of the constitution's sections it is made from. */
  sections: string[];
  variant?: string;
  domain?: string;
  /** Records it was made from, where it was made from records. */
  parents?: string[];
}

export const controlNames = [
  "without-reasons",
  "shuffled-reasons",
  "paraphrased",
  "nonmoral-reasons",
  "generic",
  "as-chat",
] as const;
export type ControlName = (typeof controlNames)[number];

/** A control made beside each record. `shuffled-reasons` needs no model and is made over the whole set at the end. */
export interface Control<T extends object> {
  name: ControlName;
  does: string;
  run(item: T, context: StepContext): Promise<RecordDraft | Rejected>;
}
