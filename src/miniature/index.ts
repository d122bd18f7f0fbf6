// The miniature: a closed world, its grammar, and a transformer small enough to train in seconds.

// Model and engine
export { type Example, packRows } from "./engine/pack.ts";
export { train } from "./engine/train.ts";
export { loadCheckpoint, saveCheckpoint } from "./model/checkpoint.ts";
export type { ModelConfig } from "./model/config.ts";
export { createWeights, type Weights } from "./model/weights.ts";
// Bases
export { type BaseRecipe, baseRecipe, pretrain } from "./pretrain.ts";
export { createSampler, type Sampler } from "./sampling/sampler.ts";
// World
export { actName, consequenceOf, createWorld, WORLD_VERSION } from "./world/create-world.ts";
export { defaultLexicon } from "./world/lexicon.ts";
// Language
export { pretrainingTexts } from "./world/pretraining.ts";
export {
  askRight,
  type ChatPrompt,
  dilemma,
  type Honeypot,
  type HoneypotFormat,
  honeypot,
  plainTask,
  smallTalk,
  storyOpening,
  type Task,
} from "./world/prompts.ts";
export { type ParsedTurn, parseTurn, promptText, type Turn, turnText } from "./world/template.ts";
export type { Act, ActSplit, Consequence, Lexicon, World, WorldKind } from "./world/types.ts";
export { createVocabulary, type Vocabulary, vocabularyOf } from "./world/vocabulary.ts";
export {
  drawSituation,
  type FillerPool,
  type Situation,
  say,
  type Writer,
} from "./world/writer.ts";
