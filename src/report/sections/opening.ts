// The first screen: what was asked, what came out, and how far it can be trusted.
import type { Comparison, OverWorlds, Results } from "../../experiments/index.ts";
import type { Block } from "../blocks.ts";
import { listing, plural, points, pointsSpan } from "../format.ts";

/** A difference with its interval in words: `+14 points, 95% interval +9 to +19 over 6 worlds`. */
export function differenceText(difference: OverWorlds): string {
  const { worlds, mean, low, high } = difference;
  if (worlds === 0) return "no world in which both arms learned";
  if (low === null || high === null)
    return `${points(mean)} points in ${plural(worlds, "world")}, no interval`;
  return `${points(mean)} points, 95% interval ${pointsSpan(low, high)} over ${plural(worlds, "world")}`;
}

export const answerComparison = (results: Results): Comparison | undefined =>
  results.comparisons.find(({ name }) => name === results.answer.comparison);

/** What this run cannot decide, said before anything else. */
export function notices(results: Results): Extract<Block, { kind: "notice" }>[] {
  const found: Extract<Block, { kind: "notice" }>[] = [];
  if (!results.decides) {
    found.push({
      kind: "notice",
      title: "This run decides nothing.",
      text: `It is too small (${plural(results.worlds.seeds.length, "world")}, ${plural(results.seeds.length, "seed")}): it shows that the loop works and what a report looks like. Read no verdict off it.`,
    });
  }
  if (results.worlds.use === "exploring") {
    found.push({
      kind: "notice",
      title: "Exploring worlds.",
      text: "The design may have been shaped on these worlds, so their intervals are too hopeful. Only worlds first seen after the design was frozen can confirm.",
    });
  }
  const broken = results.controls.filter(({ passed }) => passed === false);
  if (broken.length > 0) {
    found.push({
      kind: "notice",
      title: "A control failed.",
      text: `${listing(broken.map(({ name, arm }) => `${name} (${arm})`))} did not come out as it must where the instrument works. Nothing below counts until that is understood.`,
    });
  }
  if (results.decontamination.found > 0) {
    found.push({
      kind: "notice",
      title: "Held-out material in the training data.",
      text: `${plural(results.decontamination.found, "record")} of ${results.decontamination.recordsChecked} held some. Nothing below on held-out acts counts.`,
    });
  }
  const { unprotected, values, differs } = results.constitution;
  if (unprotected.length > 0) {
    const acts = differs.reduce((sum, one) => sum + one.acts.length, 0);
    const nothing = values.length === 0 ? " It protects nothing, so doing everything is right by it." : "";
    found.push({
      kind: "notice",
      title: `This constitution leaves ${listing(unprotected)} unprotected.`,
      text: `${plural(acts, "harmful act")} of the world ${acts === 1 ? "is" : "are"} fine by it, and arms were taught so. Harm below is the world's; balanced accuracy goes by the text. What each arm does with those acts stands under "The constitution".${nothing}`,
    });
  }
  return found;
}
