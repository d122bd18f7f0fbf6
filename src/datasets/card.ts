// What a data set holds, for people and for matching arms.

import type { DataRecord } from "./record.ts";
import { recordText } from "./text.ts";

export interface DatasetCard {
  records: number;
  tokens: number;
  supervisedTokens: number;
  /** Records about an act, by verdict: what the arm is taught on. */
  cases: { wrong: number; fine: number };
  byRecipe: Record<string, { records: number; tokens: number; supervisedTokens: number }>;
  /** Records whose text stands more than once. A closed world repeats itself; a real corpus should not. */
  repeated: number;
}

export interface CountedRecord {
  tokens: number;
  supervisedTokens: number;
}

export function describeDataset(
  records: readonly DataRecord[],
  count: (record: DataRecord) => CountedRecord,
): DatasetCard {
  const card: DatasetCard = {
    records: records.length,
    tokens: 0,
    supervisedTokens: 0,
    cases: { wrong: 0, fine: 0 },
    byRecipe: {},
    repeated: 0,
  };
  const seen = new Set<string>();
  for (const record of records) {
    const counted = count(record);
    const { recipe: name, verdict } = record.provenance;
    const recipe = card.byRecipe[name] ?? { records: 0, tokens: 0, supervisedTokens: 0 };
    card.byRecipe[name] = recipe;
    recipe.records++;
    for (const sums of [card, recipe]) {
      sums.tokens += counted.tokens;
      sums.supervisedTokens += counted.supervisedTokens;
    }
    if (verdict) card.cases[verdict]++;
    const text = recordText(record);
    if (seen.has(text)) card.repeated++;
    seen.add(text);
  }
  return card;
}
