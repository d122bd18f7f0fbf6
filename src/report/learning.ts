// Which arms passed their gate, and where: what did not learn its own cases is never said not to generalise.
import type { Gate, Results } from "../experiments/index.ts";

export interface Learning {
  arm: string;
  state: "learned" | "partly" | "not learned" | "no gate";
  passed: number;
  total: number;
  gates: Gate[];
}

export function learningOf(results: Results, arm: string): Learning {
  const gates = results.gates.filter((gate) => gate.arm === arm);
  const asked = gates.filter((gate) => gate.kind !== "none");
  const passed = asked.filter((gate) => gate.passed).length;
  const state =
    asked.length === 0
      ? "no gate"
      : passed === asked.length
        ? "learned"
        : passed > 0
          ? "partly"
          : "not learned";
  return { arm, state, passed, total: asked.length, gates };
}

/** Short words behind an arm's name: nothing where all is as it should be. */
export function learningNote(results: Results, arm: string): string {
  const { state, passed, total } = learningOf(results, arm);
  const contaminated = results.arms.find(({ name }) => name === arm)?.contaminated ?? false;
  const notes = [
    contaminated ? "contaminated" : "",
    state === "not learned" ? "not learned" : state === "partly" ? `learned in ${passed} of ${total}` : "",
  ];
  return notes.filter(Boolean).join(", ");
}

/** Ids as they stand in `found`, in the order of the experiment's arms; unknown ones last. */
export function orderArms(results: Results, found: Iterable<string>): string[] {
  const present = new Set(found);
  const known = results.arms.map(({ name }) => name);
  return [
    ...known.filter((name) => present.has(name)),
    ...[...present].filter((name) => !known.includes(name)),
  ];
}
