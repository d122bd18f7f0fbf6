// Harm is the world's, right-by-this-constitution is the text's. Where an edit makes them differ, both are shown.
import { actName, type World } from "../miniature/index.ts";
import { nodeId } from "./compile-graph.ts";
import type { ValueGraph, Verdict } from "./types.ts";
import { walkFrom } from "./walk-from.ts";

export interface Difference {
  act: string;
  consequence: string;
  value: string;
  /** What the world says: wrong where the act harms. */
  world: Verdict;
  constitution: Verdict;
}

export function differencesFromWorld(graph: ValueGraph, world: World): Difference[] {
  return world.acts.flatMap((act) => {
    const { consequence, value, verdict } = walkFrom(graph, actName(act));
    const harm: Verdict = act.harmful ? "wrong" : "fine";
    return harm === verdict
      ? []
      : [{ act: actName(act), consequence, value, world: harm, constitution: verdict }];
  });
}

/** The world's values that no principle of the constitution requires. */
export function unprotectedValues(graph: ValueGraph, world: World): string[] {
  const required = new Set(graph.edges.filter(({ type }) => type === "requires").map(({ to }) => to));
  return world.values.filter((value) => !required.has(nodeId("value", value)));
}
