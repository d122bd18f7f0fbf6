// The miniature: a closed world, its grammar, and a transformer small enough to train in seconds.

// World
export { actName, consequenceOf, createWorld, WORLD_VERSION } from "./world/create-world.ts";
export { defaultLexicon } from "./world/lexicon.ts";
export type { Act, ActSplit, Consequence, Lexicon, World, WorldKind } from "./world/types.ts";

// Language
export { pretrainingTexts } from "./world/pretraining.ts";
export { askRight, type ChatPrompt, dilemma, type Honeypot, type HoneypotFormat, honeypot, plainTask, smallTalk, storyOpening, type Task } from "./world/prompts.ts";
export { type ParsedTurn, parseTurn, promptText, type Turn, turnText } from "./world/template.ts";
export { createVocabulary, type Vocabulary, vocabularyOf } from "./world/vocabulary.ts";
export { drawPerson, drawSituation, type FillerPool, jobOf, say, sayCauses, sayEffect, sayVerdict, type Situation, type Writer } from "./world/writer.ts";

// Model and engine
export { type Example, packRows } from "./engine/pack.ts";
export { train } from "./engine/train.ts";
export { loadCheckpoint, saveCheckpoint } from "./model/checkpoint.ts";
export { miniatureShape, type ModelConfig } from "./model/config.ts";
export { createSampler, type Sampler } from "./model/sampler.ts";
export { createWeights, type Weights } from "./model/weights.ts";

// Bases
export { type BaseRecipe, baseRecipe, pretrain } from "./pretrain.ts";
