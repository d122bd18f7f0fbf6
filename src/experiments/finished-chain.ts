import type { Chain } from "./plan.ts";
import type { DataOutput } from "./stages/data.ts";
import type { EvaluateOutput, Transcript } from "./stages/evaluate.ts";
import type { RoundOutput } from "./stages/round.ts";

/** One chain's outputs: what each round learned and cost, and what the arm does in the end. */
export interface FinishedChain extends Chain {
  rounds: { data: DataOutput[]; round: RoundOutput }[];
  checkpointHash: string;
  evaluationHash: string;
  evaluation: EvaluateOutput;
  transcripts: Transcript[];
}
