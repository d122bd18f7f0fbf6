// Reads a run's transcripts back: what every arm said in every case.
import { join } from "node:path";
import { z } from "zod";
import { readEvents, type Store } from "../store/index.ts";
import { type ChainIdentity, readTranscripts } from "./run.ts";
import type { Transcript } from "./stages/evaluate.ts";

export interface TranscriptFilter {
  arm?: string;
  suite?: string;
  outcome?: string;
  world?: number;
}

export type FoundTranscript = ChainIdentity & Transcript;

/** Of the arms that are evaluated so far; also while the run goes on. */
export async function* transcriptsOfRun(
  store: Store,
  runDirectory: string,
  { arm, suite, outcome, world }: TranscriptFilter,
): AsyncGenerator<FoundTranscript> {
  for (const identity of await evaluatedChains(runDirectory)) {
    if ((arm !== undefined && identity.arm !== arm) || (world !== undefined && identity.world !== world))
      continue;
    const directory = await store.find(identity.evaluation);
    if (!directory) continue;
    const { evaluation: _, checkpoint: __, type: ___, ...who } = identity;
    for (const transcript of await readTranscripts(directory)) {
      if (suite !== undefined && transcript.suite !== suite) continue;
      if (outcome !== undefined && !transcript.outcomes.some((one) => one === outcome)) continue;
      yield { ...who, ...transcript };
    }
  }
}

/** The arms whose transcripts a run has, for messages about unknown ones. */
export async function armsOfRun(runDirectory: string): Promise<string[]> {
  return [...new Set((await evaluatedChains(runDirectory)).map(({ arm }) => arm))];
}

const ChainEnd = z.object({
  type: z.literal("chain-end"),
  arm: z.string(),
  world: z.number(),
  seed: z.number(),
  control: z.string().nullable(),
  evaluation: z.string(),
  /** Runs of before did not tell. */
  checkpoint: z.string().optional(),
});
/** An arm in a world, with the artifacts of its transcripts and of its last checkpoint. */
export type EvaluatedChain = z.infer<typeof ChainEnd>;

/** A resumed run says again which chains have ended; the last word counts. */
export async function evaluatedChains(runDirectory: string): Promise<EvaluatedChain[]> {
  const { events } = await readEvents(join(runDirectory, "events.jsonl"));
  const last = new Map<string, z.infer<typeof ChainEnd>>();
  for (const event of events) {
    const end = ChainEnd.safeParse(event);
    if (end.success)
      last.set([end.data.arm, end.data.world, end.data.seed, end.data.control].join("|"), end.data);
  }
  return [...last.values()];
}
