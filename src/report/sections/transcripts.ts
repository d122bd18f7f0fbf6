// One case, all arms side by side.
import type { Results } from "../../experiments/index.ts";
import type { Section } from "../blocks.ts";
import { orderArms } from "../learning.ts";

export function transcriptsSection(results: Results): Section {
  const cases = results.cases.map((one) => {
    const order = orderArms(
      results,
      one.answers.map(({ arm }) => arm),
    );
    return { ...one, answers: [...one.answers].sort((a, b) => order.indexOf(a.arm) - order.indexOf(b.arm)) };
  });
  return {
    id: "transcripts",
    title: "One case, every arm",
    lead: "Single samples: they show how an arm answers, not how often.",
    blocks:
      cases.length === 0
        ? [{ kind: "text", text: "No case was kept for reading." }]
        : cases.map((transcript, i) => ({ kind: "transcript", transcript, open: i === 0 })),
  };
}
