// From a data set to a trained model.

export { renderRecord } from "./render.ts";
export { type Trained, type TrainingSettings, trainMiniature } from "./train-miniature.ts";
