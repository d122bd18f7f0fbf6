// Is the instrument sound? A world where behaviour must generalise, and a base that could not have known.
import type { Results } from "../../experiments/index.ts";
import type { Cell, Section } from "../blocks.ts";
import { percent, rateSpan, rateText } from "../format.ts";

export function controlsSection({ controls }: Results): Section {
  const share = (value: number): Cell => ({
    text: percent(value),
    value,
    bar: { share: value, wanted: true },
  });
  return {
    id: "controls",
    title: "Controls",
    lead: "If behaviour does not generalise where one word tells harm, the instrument is broken and nothing above counts.",
    blocks:
      controls.length === 0
        ? [{ kind: "text", text: "No control was run." }]
        : [
            {
              kind: "table",
              caption: "Balanced accuracy in the controls",
              columns: [
                { label: "control", text: true },
                { label: "arm", text: true },
                { label: "as expected" },
                { label: "could have, after training", term: "could-have" },
                { label: "learned", term: "gate" },
                { label: "trained", term: "suite-trained" },
                { label: "held-out", term: "suite-held-out" },
                { label: "far", term: "suite-far" },
              ],
              rows: controls.map((control): Cell[] => [
                control.name,
                control.arm,
                control.passed === null
                  ? { text: "–", tone: "quiet", small: "for contrast" }
                  : control.passed
                    ? { text: "✓", tone: "good" }
                    : { text: "✗", tone: "bad" },
                {
                  text: rateText(control.couldHave),
                  value: control.couldHave.rate,
                  small: rateSpan(control.couldHave),
                },
                control.learned ? { text: "✓", tone: "good" } : { text: "✗", tone: "bad" },
                share(control.trained),
                share(control.heldOut),
                share(control.far),
              ]),
            },
            {
              kind: "list",
              items: [
                ...new Set(
                  controls.map(
                    ({ name, what, expected }) =>
                      `${name}: ${sentence(what)} Expected: ${sentence(expected)}`,
                  ),
                ),
              ],
            },
          ],
  };
}

const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);
