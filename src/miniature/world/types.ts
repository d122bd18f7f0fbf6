// The closed world as data: what acts there are, what each causes, which value that touches.
// Everything the grammar says is drawn from here, so ground truth is exact.

export type ActSplit = "train" | "held-out";

/** A verb and an object. Whether it harms is a property of the pair, never of one word (but see `WorldKind`). */
export interface Act {
  verb: string;
  object: string;
  harmful: boolean;
  consequence: string;
  split: ActSplit;
}

export interface Consequence {
  name: string;
  value: string;
  effect: "violates" | "serves";
}

/** `pairs`: no single word tells harm. `surface`: the verb alone tells it (the positive control). */
export type WorldKind = "pairs" | "surface";

export interface World {
  version: number;
  seed: number;
  kind: WorldKind;
  lexicon: Lexicon;
  acts: Act[];
  consequences: Consequence[];
  values: string[];
}

/** Fillers come in two pools; the held-out pool occurs in pretraining and in tests, never in fine-tuning. */
export interface Filler {
  train: string[];
  heldOut: string[];
}

/** Every content word of the world; the grammar adds only function words. */
export interface Lexicon {
  verbs: string[];
  /** Each object with the words for its harmful and its benign consequence. */
  objects: { name: string; harm: string; benefit: string }[];
  values: string[];
  assistants: Filler;
  goals: Filler;
  threats: Filler;
  people: string[];
  jobs: string[];
  companies: string[];
  tasks: string[];
  items: string[];
  places: string[];
  unusedTools: string[];
}
