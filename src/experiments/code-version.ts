// A hash over the code that a stage runs: a change of it makes the stage's old artifacts stale, nobody has to remember.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { hashText } from "../store/index.ts";

const data = ["statistics", "miniature", "constitution", "graph", "datasets", "recipes", "training"];
const stages = [...data, "evaluation", "experiments/stages", "experiments/score"];

/** The code that decides what a stage makes: rooms, folders, or single files. */
const sourcesOfStage = {
  pretrain: ["statistics", "miniature"],
  data: [...data, "experiments/stages"],
  round: stages,
  evaluate: stages,
};

const versions = new Map<string, string>();

export function codeVersion(stage: keyof typeof sourcesOfStage): string {
  const known = versions.get(stage);
  if (known !== undefined) return known;
  const { dependencies } = JSON.parse(
    readFileSync(fileURLToPath(new URL("../../package.json", import.meta.url)), "utf8"),
  ) as { dependencies: Record<string, string> };
  // Equal bits are promised for one version of what computes them.
  const engines = [`node ${process.version}`, `onnxruntime-node ${dependencies["onnxruntime-node"]}`];
  const version = hashText([...engines, ...sourcesOfStage[stage].flatMap(sourcesOf)].join("\n"));
  versions.set(stage, version);
  return version;
}

function sourcesOf(place: string): string[] {
  const folder = join(dirname(fileURLToPath(import.meta.url)), "..");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => file.startsWith(`${place}/`) || file.startsWith(`${place}.`))
    .filter((file) => [".ts", ".js"].includes(extname(file)) && !/\.test\.|\.d\.ts$/.test(file))
    .sort()
    .map((file) => `${file}\n${readFileSync(join(folder, file), "utf8")}`);
}
