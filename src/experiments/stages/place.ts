// Where a stage plays: a world, the constitution that is taught there, and the graph that joins them.
import { parseConstitution } from "../../constitution/index.ts";
import { compileGraph, type ValueGraph } from "../../graph/index.ts";
import {
  createVocabulary,
  createWorld,
  type Vocabulary,
  type World,
  type WorldKind,
} from "../../miniature/index.ts";
import { hashOf } from "../../store/index.ts";

export interface Place {
  world: { seed: number; kind: WorldKind; directAnswers: number };
  constitution: { file: string; text: string };
}

export interface OpenPlace {
  world: World;
  graph: ValueGraph;
  vocabulary: Vocabulary;
}

const opened = new Map<string, OpenPlace>();

/** Kept open: a worker has hundreds of stages in a handful of places, and drawing a world's tables takes a while. */
export function openPlace({ world, constitution }: Place): OpenPlace {
  const place = { world, constitution }; // a stage hands in its whole input
  const key = hashOf(place);
  const known = opened.get(key);
  if (known) return known;
  const fresh = open(place);
  opened.set(key, fresh);
  return fresh;
}

function open({ world: { seed, kind }, constitution: { file, text } }: Place): OpenPlace {
  const world = createWorld({ seed, kind });
  const vocabulary = createVocabulary(world.lexicon);
  const constitution = parseConstitution(text, { file });
  return {
    world,
    vocabulary,
    graph: compileGraph({ constitution, world, vocabulary: new Set(vocabulary.words) }),
  };
}
