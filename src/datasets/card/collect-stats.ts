import { createNearDuplicateIndex } from "../dedupe/near-duplicate-index.ts";
import type { NearDuplicateOptions } from "../dedupe/settings.ts";
import type { DataRecord, Message } from "../record.ts";
import { recordText } from "../text.ts";
import type { ChatTemplate } from "../tokens/chat-template.ts";
import { countTokens } from "../tokens/count-tokens.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";

export interface Share {
  records: number;
  tokens: number;
}

/** What a person asks first about a data set. */
export interface SetStats extends Share {
  chats: number;
  documents: number;
  /** Which tokens were counted: the tokenizer, whether it is the student's, and the chat template, if any. */
  countedWith: { tokenizer: string; exact: boolean; template?: string };
  tokensPerRecord: { min: number; median: number; mean: number; p90: number; max: number };
  /** Records that name none stand under `none`; a record of two sections counts in both. */
  by: Record<"recipe" | "variant" | "domain" | "section" | "control", Record<string, Share>>;
  /** Messages. */
  roles: Record<string, number>;
  /** Assistant turns, and those that begin with a thought. */
  thoughts: { turns: number; withThought: number; emptyThoughts: number };
  tools: { recordsWithTools: number; calls: number; callsByName: Record<string, number> };
  /** Step to the models that did it, as the records say. */
  models: Record<string, string[]>;
  /** Of the records that name a cost. */
  cost: { usd: number; records: number };
  /** Ids that stand more than once. */
  repeatedIds: number;
  /** Records whose text is nearly that of an earlier one. Absent where they were not looked for. */
  nearDuplicates?: number;
}

export interface StatsOptions {
  tokenizer: Tokenizer;
  template?: ChatTemplate | undefined;
  /** Looks for near-duplicates, which takes about as long again as counting, and 650 bytes a record. */
  nearDuplicates?: NearDuplicateOptions | undefined;
  onProgress?: ((records: number) => void) | undefined;
}

/** Reads a set once. Memory grows by an id and a count a record. */
export async function collectStats(
  records: AsyncIterable<DataRecord> | Iterable<DataRecord>,
  { tokenizer, template = tokenizer.template, nearDuplicates, onProgress }: StatsOptions,
): Promise<SetStats> {
  const stats: SetStats = {
    records: 0,
    chats: 0,
    documents: 0,
    tokens: 0,
    countedWith: {
      tokenizer: tokenizer.name,
      exact: tokenizer.exact,
      ...(template && { template: template.name }),
    },
    tokensPerRecord: { min: 0, median: 0, mean: 0, p90: 0, max: 0 },
    by: { recipe: {}, variant: {}, domain: {}, section: {}, control: {} },
    roles: {},
    thoughts: { turns: 0, withThought: 0, emptyThoughts: 0 },
    tools: { recordsWithTools: 0, calls: 0, callsByName: {} },
    models: {},
    cost: { usd: 0, records: 0 },
    repeatedIds: 0,
    ...(nearDuplicates && { nearDuplicates: 0 }),
  };
  const index = nearDuplicates && createNearDuplicateIndex(nearDuplicates);
  const ids = new Set<string>();
  const lengths: number[] = [];
  for await (const record of records) {
    const tokens = countTokens(record, { tokenizer, template });
    lengths.push(tokens);
    stats.records++;
    stats.tokens += tokens;
    if (ids.has(record.id)) stats.repeatedIds++;
    else ids.add(record.id);
    countGroups(stats, record, tokens);
    if (record.kind === "document") stats.documents++;
    else {
      stats.chats++;
      if (record.tools?.length) stats.tools.recordsWithTools++;
      for (const message of record.messages) countMessage(stats, message);
    }
    if (index?.add(record.id, recordText(record))) stats.nearDuplicates!++;
    onProgress?.(stats.records);
  }
  const sorted = Float64Array.from(lengths).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  stats.tokensPerRecord = {
    min: at(0),
    median: at(0.5),
    mean: stats.records === 0 ? 0 : stats.tokens / stats.records,
    p90: at(0.9),
    max: at(1),
  };
  return stats;
}

function countGroups({ by, models, cost }: SetStats, { provenance }: DataRecord, tokens: number): void {
  const { recipe, variant, domain, control, sections = [], costUsd } = provenance;
  const groups = [
    [by.recipe, [recipe]],
    [by.variant, [variant]],
    [by.domain, [domain]],
    [by.control, [control]],
    [by.section, sections.length > 0 ? [...new Set(sections)] : [undefined]],
  ] as const;
  for (const [table, names] of groups) {
    for (const name of names) {
      const share = own(table, name ?? "none", () => ({ records: 0, tokens: 0 }));
      share.records++;
      share.tokens += tokens;
    }
  }
  for (const [step, model] of Object.entries(provenance.models ?? {})) {
    const names = own(models, step, () => []);
    if (!names.includes(model)) names.push(model);
  }
  if (costUsd !== undefined) {
    cost.usd += costUsd;
    cost.records++;
  }
}

function countMessage({ roles, thoughts, tools }: SetStats, message: Message): void {
  roles[message.role] = (roles[message.role] ?? 0) + 1;
  if (message.role !== "assistant") return;
  thoughts.turns++;
  if (message.reasoning_content?.trim()) thoughts.withThought++;
  else if (message.reasoning_content !== undefined) thoughts.emptyThoughts++;
  for (const { function: called } of message.tool_calls ?? []) {
    tools.calls++;
    tools.callsByName[called.name] = own(tools.callsByName, called.name, () => 0) + 1;
  }
}

/** The entry under a name that data chose: `constructor` is a name like any other. */
function own<T>(table: Record<string, T>, name: string, make: () => T): T {
  if (!Object.hasOwn(table, name)) table[name] = make();
  return table[name]!;
}
