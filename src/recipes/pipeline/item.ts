import type { Path } from "./path.ts";
import type { Lineage } from "./step-context.ts";

/** One candidate, or a child of one, on its way through the steps. */
export interface Item<T extends object> {
  path: Path;
  /** The same as text, `12.0`. */
  name: string;
  value: T;
  /** Index of the step that is run next; the number of steps once it is through. */
  step: number;
  state: "queued" | "running" | "finished" | "ended";
  /** Whether an earlier run went this way already, so that its calls are stored and cost nothing. */
  replayed: boolean;
  lineage: Lineage;
}
