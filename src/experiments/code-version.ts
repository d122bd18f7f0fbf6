// A hash over the code that a stage runs: a change of it makes the stage's old artifacts stale, nobody has to remember.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashText } from "../store/index.ts";

const belowTraining = ["statistics", "miniature", "constitution", "graph", "datasets", "recipes"];

/** The rooms whose code decides what a stage makes. */
const roomsOf = {
  pretrain: ["statistics", "miniature"],
  data: [...belowTraining, "training"],
  round: [...belowTraining, "training", "evaluation", "experiments/stages"],
  evaluate: [...belowTraining, "evaluation", "experiments/stages"],
};

const versions = new Map<string, string>();

export function codeVersion(stage: keyof typeof roomsOf): string {
  const known = versions.get(stage);
  if (known !== undefined) return known;
  const version = hashText(roomsOf[stage].flatMap(sourcesOf).join("\n"));
  versions.set(stage, version);
  return version;
}

function sourcesOf(room: string): string[] {
  const root = fileURLToPath(new URL(`../${room}/`, import.meta.url));
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => [".ts", ".js"].includes(extname(file)) && !/\.test\.|\.d\.ts$/.test(file))
    .sort()
    .map((file) => `${room}/${file}\n${readFileSync(join(root, file), "utf8")}`);
}
