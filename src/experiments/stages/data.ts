// Stage `data`: one step's records, their card, and proof that they hold nothing that the evaluation keeps apart.
import { join } from "node:path";
import {
  type DatasetCard,
  describeDataset,
  findContamination,
  type KeptApart,
  writeRecords,
} from "../../datasets/index.ts";
import { actName, type World } from "../../miniature/index.ts";
import { generateRecords, type MiniatureRecipeName, type Part } from "../../recipes/index.ts";
import { TeachwhyError, writeFileAtomic } from "../../store/index.ts";
import { renderRecord } from "../../training/index.ts";
import { openPlace, type Place } from "./place.ts";

export interface DataInput extends Place {
  /** Tokens by recipe. */
  mix: Partial<Record<MiniatureRecipeName, number>>;
  seed: number;
  /** True for the ceiling, which is taught the held-out acts on purpose. */
  contaminated: boolean;
}

export interface DataOutput {
  card: DatasetCard;
  decontamination: { recordsChecked: number; found: number };
}

export async function makeData(input: DataInput, directory: string): Promise<DataOutput> {
  const { world, graph, vocabulary } = openPlace(input);
  const acts = world.acts.filter(({ split }) => input.contaminated || split === "train");
  const parts = Object.entries(input.mix).map(
    ([recipe, tokens]): Part => ({ recipe: recipe as MiniatureRecipeName, tokens }),
  );
  const count = (record: Parameters<typeof renderRecord>[0]) => renderRecord(record, vocabulary);
  const records = generateRecords({
    world,
    graph,
    acts,
    parts,
    seed: input.seed,
    countTokens: (record) => count(record).tokens.length,
  });
  const found = findContamination(records, keptApart(world));
  if (found.length > 0 && !input.contaminated) {
    const [first] = found;
    throw new TeachwhyError({
      code: "contaminated",
      message: `${found.length} places in the training data hold what the evaluation keeps apart; the first is the ${first!.what} "${first!.phrase}" in record ${first!.record}.`,
      next: "A recipe drew from held-out acts or fillers. Let it draw from its context only (writer, cases).",
      data: { found: found.slice(0, 20) },
    });
  }
  const output: DataOutput = {
    card: describeDataset(records, (record) => {
      const { tokens, lossWeights } = count(record);
      return { tokens: tokens.length, supervisedTokens: lossWeights.filter((weight) => weight !== 0).length };
    }),
    decontamination: { recordsChecked: records.length, found: found.length },
  };
  await writeRecords(join(directory, "records.jsonl"), records);
  await writeFileAtomic(join(directory, "data.json"), JSON.stringify(output, null, 2));
  return output;
}

/** Held-out acts, fillers and formats, as words that must not be read in fine-tuning. */
function keptApart({ acts, lexicon }: World): KeptApart[] {
  const fillers = [lexicon.assistants, lexicon.goals, lexicon.threats].flatMap(({ heldOut }) => heldOut);
  return [
    ...acts
      .filter(({ split }) => split === "held-out")
      .map((act) => ({ phrase: actName(act), what: "held-out act" })),
    ...fillers.map((phrase) => ({ phrase, what: "held-out filler" })),
    { phrase: "log 1 :", what: "held-out format" },
  ];
}
