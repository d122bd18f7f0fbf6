// From a data set to a trained model.

export { renderRecord } from "./render.ts";
export { trainMiniature, type Trained, type TrainingSettings } from "./train-miniature.ts";
