import type { RunEvent } from "../../experiments/index.ts";

export interface ProgressView {
  show(event: RunEvent): void;
  close(): void;
}
