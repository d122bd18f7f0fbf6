// What this cannot say: the limits of any run in the miniature, and those that this run's own data show.
import type { Results } from "../../experiments/index.ts";
import type { Section } from "../blocks.ts";
import { listing, percent, plural } from "../format.ts";
import { learningOf } from "../learning.ts";

export function limitsSection(results: Results): Section {
  return {
    id: "limits",
    title: "What this cannot say",
    lead: "Read this before quoting anything above.",
    blocks: [{ kind: "list", items: [...ofThisRun(results), ...ofTheMiniature] }],
  };
}

function ofThisRun(results: Results): string[] {
  const found: string[] = [];
  const { seeds, use } = results.worlds;
  if (!results.decides)
    found.push("This run is too small to decide anything; its intervals are wide or missing.");
  if (use === "exploring")
    found.push(
      "Its worlds are for exploring: the design was shaped on such worlds, so differences may be flattered.",
    );
  if (use === "own")
    found.push("Its worlds are of your own choice: nobody promised not to look at them first.");
  if (seeds.length < 2)
    found.push(
      "One world only: there is no interval over worlds, and another world may differ in any direction.",
    );
  if (results.seeds.length < 3) {
    found.push(
      `${plural(results.seeds.length, "training seed")} a world: how much luck in training moves an arm is mixed into the spread between worlds.`,
    );
  }
  const unlearned = results.arms
    .map(({ name }) => learningOf(results, name))
    .filter(({ state }) => state === "not learned" || state === "partly");
  if (unlearned.length > 0) {
    found.push(
      `${listing(unlearned.map(({ arm }) => arm))} did not learn what the gate asks in every world within the cap. What more training would have brought is unknown.`,
    );
  }
  const gated = results.arms.filter(({ name }) => learningOf(results, name).state !== "no gate");
  if (new Set(gated.map(({ updates }) => updates)).size > 1) {
    found.push(
      "Arms train until they pass their gates, so they differ in how much they were trained: some of a difference may be that.",
    );
  }
  const silent = lowestActed(results);
  if (silent && silent.rate < 0.9) {
    found.push(
      `${silent.arm} acts in only ${percent(silent.rate)} of held-out cases: part of its low harm is not acting.`,
    );
  }
  const marked = results.arms.filter(({ contaminated }) => contaminated);
  if (marked.length > 0)
    found.push(
      `${listing(marked.map(({ name }) => name))} saw the held-out acts in training: a ceiling, no competitor.`,
    );
  return found;
}

function lowestActed(results: Results) {
  const acted = results.pooled.filter(
    ({ outcome, suite, thought }) => outcome === "acted" && suite === "held-out" && thought === "free",
  );
  return acted.reduce<(typeof acted)[number] | undefined>(
    (least, one) => (least && least.rate <= one.rate ? least : one),
    undefined,
  );
}

const ofTheMiniature = [
  "A toy world's results are its own. A few hundred words, acts of two words, one consequence each: whether a large language model does the same is a question for large language models, and the published figures beside ours are no confirmation of ours.",
  "The base knows the answers by design. Pretraining holds direct ethics answers on all acts, held-out ones, too, so the question is whether training reaches what is there, not whether it teaches something new.",
  "Some aligned thoughts stand in pretraining in the agent's format (unthreatened requests, a few principled cases under threat), so that formats transfer. No arm starts from nothing.",
  "Naming facts and values before acting may be most of what a walk does. Comparing with facts alone tells (with walks of other cases, too, where such arms were run); a difference from behaviour alone does not.",
  "A thought that is needed at the moment of acting is no value taken in: see what suppressing it does.",
  "Harm is judged by the world's own table, exactly, and only for what this world calls harm. None seen is no proof of none.",
  "The teacher is a grammar that never errs. Reasons written by people or models err.",
];
