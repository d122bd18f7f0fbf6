// What leaks into data that a teacher writes: characters who recite the constitution, one name in every second story,
// the evaluation's own answer format, phrases that give a model away, sources that do not exist. Found and shown, not
// judged: whether a name is over-used is for a person to say.
import type { TeachingSection } from "../../../constitution/index.ts";
import { type DataRecord, recordText } from "../../../datasets/index.ts";
import { createRandom } from "../../../statistics/index.ts";
import { findNames, findPhrases, type OverUsed } from "./over-used.ts";
import { createRecitationFinder } from "./recitation.ts";

export interface LeakReport {
  records: number;
  /** Records that share eight or more words in a row with the constitution; the longest first. */
  recitations: { records: number; longest: { id: string; words: number; quote: string }[] };
  /** Looked for in so many records, drawn at random. */
  sampled: number;
  names: OverUsed[];
  phrases: OverUsed[];
  answerFormats: Found[];
  bannedPhrases: Found[];
  citations: Found[];
  /** The constitution's sections in its order, those without records too. */
  coverage: SectionCoverage[];
}

export interface Found {
  what: string;
  records: number;
  /** The first record that has it. */
  id: string;
  quote: string;
}

export interface SectionCoverage {
  section: string;
  title: string;
  records: number;
  /** Variant to number of records; empty where the recipe has none. */
  variants: Record<string, number>;
}

export interface LeakOptions {
  constitution: string;
  sections: readonly TeachingSection[];
  bannedPhrases: readonly string[];
}

/** Published evaluations have agents write tools as tags, and multiple choice end in a letter. */
const knownFormats = [
  /<tool_use:[\w-]+>/i,
  /\banswer: ?\(?[A-E]\)?(?![\w])/i,
  /\\boxed\{/,
  /<\/?(?:scratchpad|scratchpad_reasoning|final_answer|private_reasoning)[^>]*>/i,
];

const citationForms: [string, RegExp][] = [
  ["link", /\bhttps?:\/\/\S+|\bwww\.\S+/i],
  ["DOI", /\b10\.\d{4,9}\/\S+/],
  ["et al.", /\bet al\b\.?/i],
  ["author and year", /\(\p{Lu}[\p{L}'’-]+(?:(?:,| and| &)+ \p{Lu}[\p{L}'’-]+)*,? (?:19|20)\d\d[a-z]?\)/u],
];

const sampleSize = 2000;
/** Fewer are no habit of the teacher. */
const leastRecords = 3;
/** Share of records from which on a name or a phrase is shown. */
const overUsedShare = 0.05;
const mostShown = 20;

/** One pass; memory does not grow with the records, of which a sample of 2,000 is kept. */
export async function reportLeaks(
  records: AsyncIterable<DataRecord> | Iterable<DataRecord>,
  { constitution, sections, bannedPhrases }: LeakOptions,
): Promise<LeakReport> {
  const recitationIn = createRecitationFinder(constitution);
  const longest: LeakReport["recitations"]["longest"] = [];
  const random = createRandom(1, "leak-report");
  const sample: string[] = [];
  const formats = createFinder(knownFormats.map((form) => [undefined, form]));
  const banned = createFinder(bannedPhrases.map((phrase) => [phrase, literally(phrase)]));
  const citations = createFinder(citationForms);
  const coverage = new Map<string, SectionCoverage>(
    sections.map(({ id, path }) => [id, { section: id, title: path.join(" / "), records: 0, variants: {} }]),
  );
  let count = 0;
  let reciting = 0;

  for await (const record of records) {
    const text = recordText(record);
    // Reservoir: each record stays with the same chance.
    if (sample.length < sampleSize) sample.push(text);
    else {
      const place = random.integer(count + 1);
      if (place < sampleSize) sample[place] = text;
    }
    count++;
    const recited = recitationIn(text);
    if (recited) {
      reciting++;
      longest.push({ id: record.id, ...recited });
      longest.sort((a, b) => b.words - a.words).splice(mostShown);
    }
    for (const finder of [formats, banned, citations]) finder.look(record.id, text);
    const { sections: taught = [], variant } = record.provenance;
    for (const id of taught) {
      const row = coverage.get(id) ?? { section: id, title: id, records: 0, variants: {} };
      coverage.set(id, row);
      row.records++;
      if (variant !== undefined) row.variants[variant] = (row.variants[variant] ?? 0) + 1;
    }
  }

  const least = Math.max(leastRecords, Math.ceil(overUsedShare * sample.length));
  return {
    records: count,
    recitations: { records: reciting, longest },
    sampled: sample.length,
    names: findNames(sample, least).slice(0, mostShown),
    phrases: findPhrases(sample, least).slice(0, mostShown),
    answerFormats: formats.found(),
    bannedPhrases: banned.found(),
    citations: citations.found(),
    coverage: [...coverage.values()],
  };
}

/** Counts the records that match each form; a form without a name goes by what it matched. */
function createFinder(forms: [string | undefined, RegExp][]) {
  const all = new Map<string, Found>();
  return {
    look(id: string, text: string) {
      for (const [name, form] of forms) {
        const match = form.exec(text);
        if (!match) continue;
        const what = name ?? match[0];
        const found = all.get(what) ?? {
          what,
          records: 0,
          id,
          quote: around(text, match.index, match[0].length),
        };
        found.records++;
        all.set(what, found);
      }
    },
    found: () => [...all.values()].sort((a, b) => b.records - a.records).slice(0, mostShown),
  };
}

function around(text: string, at: number, length: number): string {
  return text
    .slice(Math.max(0, at - 40), at + length + 40)
    .replace(/\s+/g, " ")
    .trim();
}

function literally(phrase: string): RegExp {
  const escaped = phrase.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/['’]/g, "['’]");
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "iu");
}
