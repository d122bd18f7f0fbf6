// What a stage gets from the worker that runs it.
import type { ModelConfig, Sampler } from "../../miniature/index.ts";

export interface StageProgress {
  done: number;
  of: number;
  loss?: number;
}

export interface StageTools {
  onProgress: (progress: StageProgress) => void;
  /** One sampler a shape and worker: building its graphs costs more than a small suite. */
  samplerFor: (config: ModelConfig) => Promise<Sampler>;
}
