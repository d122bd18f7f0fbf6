import type { RunStatus } from "./plan.ts";
import type { ControlName } from "./types.ts";

/** What a run does, for progress and logs. */
export type RecipeEvent =
  | { type: "start"; recipe: string; n: number; accepted: number; out: string }
  | { type: "record"; id: string; accepted: number }
  | { type: "rejected"; id: string; step: string; reason: string; detail?: string }
  | { type: "failure"; id: string; step: string; kind: string; message: string }
  | { type: "control"; id: string; control: ControlName; made: boolean }
  | { type: "ending"; status: RunStatus; message: string }
  | { type: "end"; status: RunStatus; message: string };
