// What each arm is, and what it was given.
import type { Results } from "../../experiments/index.ts";
import type { Section } from "../blocks.ts";
import { armCell } from "../cells.ts";
import { count } from "../format.ts";

export function costSection(results: Results): Section {
  const figure = (value: number) => ({ text: count(value), value });
  return {
    id: "cost",
    title: "Arms and what they were given",
    lead: "Means over worlds and seeds. Equal tokens are not equal teaching, so compare supervised tokens and cases, too.",
    blocks: [
      {
        kind: "table",
        caption: "Training of each arm",
        columns: [
          { label: "arm", text: true },
          { label: "tokens" },
          { label: "supervised", term: "supervised" },
          { label: "cases" },
          { label: "updates" },
          { label: "what it is", text: true },
        ],
        rows: results.arms.map(({ name, what, tokens, supervisedTokens, cases, updates }) => [
          armCell(results, name),
          figure(tokens),
          figure(supervisedTokens),
          figure(cases),
          figure(updates),
          what,
        ]),
      },
    ],
  };
}
