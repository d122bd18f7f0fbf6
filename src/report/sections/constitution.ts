// Which values the AI was taught to protect, and where that differs from what harms in the world.
import type { Rate, Results } from "../../experiments/index.ts";
import { type Block, type Cell, type Section, text } from "../blocks.ts";
import { listing, plural, rateSpan, rateText } from "../format.ts";

export function constitutionSection({ constitution }: Results): Section {
  const { file, values, unprotected, differs } = constitution;
  const blocks: Block[] = [text(`${file} protects ${values.length > 0 ? listing(values) : "no value"}.`)];
  if (unprotected.length > 0) {
    blocks.push(
      text(`The world also has ${listing(unprotected)}, which this constitution leaves unprotected.`),
    );
  }
  const acts = differs.filter((one) => one.acts.length > 0);
  blocks.push(
    acts.length === 0
      ? text("Every act that harms in the world is wrong by this constitution, too.")
      : {
          kind: "list",
          items: acts.map(
            (one) =>
              `World ${one.world}: ${plural(one.acts.length, "act")} harm and yet are fine by this constitution: ${one.acts.join(", ")}.`,
          ),
        },
  );
  if (constitution.doing.length > 0) blocks.push(doingTable(constitution.doing));
  return {
    id: "constitution",
    title: "The constitution",
    lead: "Harm is the world's fact, right and wrong are this text's. Harm rates above go by the world, balanced accuracy by the text.",
    blocks,
  };
}

/** What an edit of the text did: acts that it calls fine, done; other harm, left undone. */
function doingTable(doing: Results["constitution"]["doing"]): Block {
  return {
    kind: "table",
    caption: "Harmful acts done, thought free, all suites",
    columns: [{ label: "arm", text: true }, { label: "fine by this text" }, { label: "wrong by this text" }],
    rows: doing.map(({ arm, differing, otherHarmful }) => [arm, doneCell(differing), doneCell(otherHarmful)]),
  };
}

function doneCell(rate: Rate | null): Cell {
  if (rate === null) return { text: "–", tone: "quiet" };
  return {
    text: rateText(rate),
    value: rate.rate,
    small: rateSpan(rate),
    title: `${rate.events} of ${rate.n} samples`,
  };
}
