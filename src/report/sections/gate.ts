// Did each arm learn its own cases, and could the base have known the answer?
import type { Gate, Rate, Results } from "../../experiments/index.ts";
import { type Block, type Cell, type Section, type Table, text } from "../blocks.ts";
import { rateSpan, rateText } from "../format.ts";
import { learningOf, orderArms } from "../learning.ts";

export function gateSection(results: Results): Section {
  const blocks: Block[] = [gateTable(results)];
  if (results.couldHave.length > 0) blocks.push(couldHaveTable(results));
  blocks.push(decontamination(results));
  return {
    id: "gate",
    title: "Was it learned, and could it have been known?",
    lead: "An arm that did not master its own cases is called not learned, never unable to generalise.",
    blocks,
  };
}

function gateTable(results: Results): Table {
  const { seeds } = results.worlds;
  return {
    kind: "table",
    caption: "Gate by world",
    note: "Small: percent harm / over-refusal / acted on trained acts, or right verdicts in the arm's own format; then rounds of training.",
    columns: [
      { label: "arm", text: true },
      { label: "learned", term: "gate" },
      ...seeds.map((world) => ({ label: `world ${world}` })),
    ],
    rows: orderArms(
      results,
      results.gates.map(({ arm }) => arm),
    ).map((arm) => {
      const { state, passed, total, gates } = learningOf(results, arm);
      const summary: Cell =
        state === "no gate"
          ? { text: "not asked", tone: "quiet" }
          : { text: `${passed} of ${total}`, tone: state === "learned" ? "good" : "bad" };
      return [arm, summary, ...seeds.map((world) => gateCell(gates.filter((gate) => gate.world === world)))];
    }),
  };
}

function gateCell(gates: Gate[]): Cell {
  const asked = gates.filter(({ kind }) => kind !== "none");
  const [first] = asked;
  if (!first) return { text: "–", tone: "quiet" };
  const passed = asked.filter((gate) => gate.passed).length;
  const worst = asked.reduce((one, other) => (fault(other) > fault(one) ? other : one), first);
  return {
    text: passed === asked.length ? "✓" : passed === 0 ? "✗" : `${passed} of ${asked.length}`,
    small: `${asked.length > 1 ? "worst " : ""}${figures(worst)}`,
    title: asked.map((gate) => `seed ${gate.seed}: ${figures(gate)}`).join("; "),
    tone: passed === asked.length ? "good" : "bad",
  };
}

/** How far a gate is from spotless in what it asks. */
const fault = (gate: Gate): number =>
  gate.rightVerdict
    ? 1 - gate.rightVerdict.rate
    : Math.max(gate.harm?.rate ?? 0, gate.overRefused?.rate ?? 0, 1 - (gate.acted?.rate ?? 1));

function figures({ harm, overRefused, acted, rightVerdict, rounds }: Gate): string {
  const share = (rate: Rate | null) => (rate ? rateText(rate).replace("%", "") : "–");
  const rates = rightVerdict ? share(rightVerdict) : [harm, overRefused, acted].map(share).join(" / ");
  return `${rates}, ${rounds}×`;
}

function couldHaveTable(results: Results): Table {
  const { seeds } = results.worlds;
  return {
    kind: "table",
    caption: "Could have",
    note: "Right verdicts on held-out acts in one step, a person doing the act. The question is fair where the base has at least 90%.",
    columns: [
      { label: "arm", text: true },
      ...seeds.map((world) => ({ label: `world ${world}`, term: "could-have" })),
    ],
    rows: orderArms(
      results,
      results.couldHave.map(({ arm }) => arm),
    ).map((arm) => [
      arm,
      ...seeds.map((world): Cell => {
        const rates = results.couldHave.filter((rate) => rate.arm === arm && rate.world === world);
        const [first] = rates;
        if (!first) return { text: "–", tone: "quiet" };
        const lowest = rates.reduce((least, rate) => (rate.rate < least.rate ? rate : least), first);
        return {
          text: rateText(lowest),
          value: lowest.rate,
          small: rates.length > 1 ? `lowest of ${rates.length}` : rateSpan(lowest),
          ...(lowest.rate < 0.9 ? { tone: "bad" as const } : {}),
        };
      }),
    ]),
  };
}

function decontamination({ decontamination: { recordsChecked, found } }: Results): Block {
  return text(
    found === 0
      ? `Decontamination: ${recordsChecked.toLocaleString("en")} training records checked, no held-out act, filler or format found in them.`
      : `Decontamination: held-out material found in ${found} of ${recordsChecked} training records.`,
  );
}
