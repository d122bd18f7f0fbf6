import { registerKind } from "../models/index.ts";

/**
 * The kinds of models of higher rooms: call it before models are named. Their rooms, and the engine with them, are
 * loaded when the first such model is opened.
 */
export function registerKinds({ store }: { store: string }): void {
  const facts = {
    free: true,
    // A question that it was trained on, in its own words.
    checkWords: "where is the map ?",
    refuses: ["topP", "thinking", "thoughts", "contextTokens", "json"],
  } as const;
  registerKind(
    "miniature",
    async (request) => (await import("../experiments/index.ts")).openMiniature(request),
    { ...facts, form: "miniature:FOLDER" },
  );
  registerKind("run", async (request) => (await import("../experiments/index.ts")).openRun(request, store), {
    ...facts,
    form: "run:RUN/ARM[/WORLD[/SEED]]",
  });
}
