// Mixes sets by tokens. Each set is read twice or more: once to count, then as often as its records are written. In
// memory is a number a record, and never a record.
import { createRandom, type Random } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import type { DataRecord } from "../record.ts";

export interface MixSource {
  /** For messages and seeds. */
  name: string;
  weight: number;
  /** Reads the set from its beginning. */
  open: () => AsyncIterable<DataRecord>;
}

export interface MixPlan {
  sources: readonly MixSource[];
  /** Of the whole mix. Default: as many as there are without repeating a record. */
  tokens?: number | undefined;
  seed: number;
  /** How often a record may stand in the mix at most. Default 1. */
  repeat?: number | undefined;
  count: (record: DataRecord) => number;
  onProgress?: ((progress: { reading: string; records: number }) => void) | undefined;
}

export interface MixedSet {
  name: string;
  /** Share of the mix's tokens that the weights ask for, and what was reached. */
  wantedShare: number;
  share: number;
  tokens: number;
  records: number;
  /** What the set holds. */
  available: { records: number; tokens: number };
  /** Each of its records stands so often, and `oneMore` of them once more. */
  times: number;
  oneMore: number;
}

export interface MixReport {
  tokens: number;
  records: number;
  sets: MixedSet[];
}

interface Chosen extends MixedSet {
  source: MixSource;
  counts: number[];
  /** Of the last, partial round: which records. */
  inLastRound: Uint8Array;
}

/**
 * Decides what stands in the mix, then gives its records. In each set records are drawn by seed and keep their order;
 * the sets lie evenly mingled. A repeated record's id ends in `~2`, `~3`.
 */
export async function mixSets(
  plan: MixPlan,
): Promise<{ report: MixReport; records: AsyncGenerator<DataRecord> }> {
  const counted: { source: MixSource; counts: number[]; total: number }[] = [];
  for (const source of plan.sources) counted.push(await countSource(source, plan));
  const weights = plan.sources.reduce((sum, { weight }) => sum + weight, 0);
  const shareOf = ({ weight }: MixSource) => weight / weights;
  const tokens = plan.tokens ?? Math.min(...counted.map(({ source, total }) => total / shareOf(source)));
  refuseTooSmall(counted, plan, (source) => tokens * shareOf(source));
  const chosen = counted.map(({ source, counts, total }, position) => {
    const random = createRandom(plan.seed, `mix/${position}`);
    const target = tokens * shareOf(source);
    return choose({ source, counts, total, target, wantedShare: shareOf(source), random });
  });
  const sum = chosen.reduce((all, set) => all + set.tokens, 0);
  for (const set of chosen) set.share = set.tokens / sum;
  const report: MixReport = {
    tokens: sum,
    records: chosen.reduce((all, set) => all + set.records, 0),
    sets: chosen.map(({ source: _, counts: __, inLastRound: ___, ...set }) => set),
  };
  return { report, records: mingle(chosen, createRandom(plan.seed, "mix/order")) };
}

async function countSource(source: MixSource, { count, onProgress }: MixPlan) {
  const counts: number[] = [];
  let total = 0;
  for await (const record of source.open()) {
    const tokens = count(record);
    counts.push(tokens);
    total += tokens;
    onProgress?.({ reading: source.name, records: counts.length });
  }
  if (total > 0) return { source, counts, total };
  throw new TeachwhyError({
    code: "empty-set",
    message: `${source.name} holds no tokens.`,
    next: "Leave it out, or name the right file.",
  });
}

function refuseTooSmall(
  counted: readonly { source: MixSource; total: number }[],
  { repeat = 1 }: MixPlan,
  targetOf: (source: MixSource) => number,
): void {
  // Half a token of a million is rounding.
  const small = counted.filter(({ source, total }) => targetOf(source) > total * repeat * (1 + 1e-9));
  if (small.length === 0) return;
  const needed = Math.max(...small.map(({ source, total }) => Math.ceil(targetOf(source) / total)));
  const lines = small.map(
    ({ source, total }) =>
      `${source.name} holds ${total} tokens, ${Math.ceil(targetOf(source))} are asked for.`,
  );
  throw new TeachwhyError({
    code: "set-too-small",
    message: lines.join(" "),
    next: `Allow each record to stand up to ${needed} times (--repeat ${needed}), ask for fewer tokens, or give it a smaller weight.`,
    data: { needed },
  });
}

interface ChooseRequest {
  source: MixSource;
  counts: number[];
  total: number;
  target: number;
  wantedShare: number;
  random: Random;
}

/** Whole rounds, then records drawn by seed until the target is nearest. */
function choose({ source, counts, total, target, wantedShare, random }: ChooseRequest): Chosen {
  const times = Math.floor(target / total + 1e-9);
  let left = target - times * total;
  const inLastRound = new Uint8Array(counts.length);
  let oneMore = 0;
  for (const position of random.shuffle(counts.map((_, index) => index))) {
    const tokens = counts[position]!;
    // At the last record: with it or without it, whichever is nearer. An empty mix helps nobody.
    if (tokens > left && left < tokens - left && times + oneMore > 0) break;
    if (left <= 0) break;
    inLastRound[position] = 1;
    oneMore++;
    left -= tokens;
  }
  return {
    source,
    counts,
    inLastRound,
    name: source.name,
    wantedShare,
    share: 0,
    tokens: Math.round(target - left),
    records: times * counts.length + oneMore,
    available: { records: counts.length, tokens: total },
    times,
    oneMore,
  };
}

async function* mingle(sets: readonly Chosen[], random: Random): AsyncGenerator<DataRecord> {
  const streams = sets.map((set) => ({ left: set.tokens, records: rounds(set) }));
  try {
    for (;;) {
      const open = streams.filter(({ left }) => left > 0);
      if (open.length === 0) return;
      const stream = pickByTokens(open, random);
      const next = await stream.records.next();
      if (next.done) stream.left = 0;
      else {
        // Records of no tokens stand behind the last one that has some.
        stream.left = Math.max(1, stream.left - next.value.tokens);
        yield next.value.record;
      }
    }
  } finally {
    for (const { records } of streams) await records.return(undefined);
  }
}

function pickByTokens<T extends { left: number }>(streams: readonly T[], random: Random): T {
  let at = random.next() * streams.reduce((sum, { left }) => sum + left, 0);
  for (const stream of streams) {
    at -= stream.left;
    if (at < 0) return stream;
  }
  return streams.at(-1)!;
}

/** A set's chosen records, round by round. */
async function* rounds({ source, counts, inLastRound, times, records }: Chosen) {
  let given = 0;
  for (let round = 0; given < records; round++) {
    let position = 0;
    for await (const record of source.open()) {
      if (position >= counts.length) throw changed(source);
      if (round < times || inLastRound[position]) {
        given++;
        yield {
          record: round === 0 ? record : { ...record, id: `${record.id}~${round + 1}` },
          tokens: counts[position]!,
        };
      }
      position++;
    }
    if (position < counts.length) throw changed(source);
  }
}

function changed({ name }: MixSource): TeachwhyError {
  return new TeachwhyError({
    code: "set-changed",
    message: `${name} was changed while it was read.`,
    next: "Mix again when nothing writes to it.",
  });
}
