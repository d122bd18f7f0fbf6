// Where a stage plays: a world, the constitution that is taught there, and the graph that joins them.
import { z } from "zod";
import { parseConstitution } from "../../constitution/index.ts";
import { compileGraph, type ValueGraph } from "../../graph/index.ts";
import { createVocabulary, createWorld, type Vocabulary, type World } from "../../miniature/index.ts";

export const Place = z.strictObject({
  world: z.strictObject({ seed: z.int(), kind: z.enum(["pairs", "surface"]), directAnswers: z.number() }),
  constitution: z.strictObject({ file: z.string(), text: z.string() }),
});
export type Place = z.infer<typeof Place>;

export interface OpenPlace {
  world: World;
  graph: ValueGraph;
  vocabulary: Vocabulary;
}

export function openPlace({ world: { seed, kind }, constitution: { file, text } }: Place): OpenPlace {
  const world = createWorld({ seed, kind });
  const vocabulary = createVocabulary(world.lexicon);
  const constitution = parseConstitution(text, { file });
  return {
    world,
    vocabulary,
    graph: compileGraph({ constitution, world, vocabulary: new Set(vocabulary.words) }),
  };
}
