// How fast are near-duplicates found, in how much memory, and how many of those that were planted?
//
//   npx tsx benchmarks/near-duplicates.ts                                    100,000 records
//   npx tsx benchmarks/near-duplicates.ts 1000000
//   TEACHWHY_PYTHON=python3 npx tsx benchmarks/near-duplicates.ts            also datatrove's MinHash
//
// Records of 200 words, as JSONL in two files, written first and read again by each rival in a process of its own; its
// seconds count reading, signing and clustering, not its start. A tenth of the records repeat an earlier one with 0 to 12
// words changed. Both take shingles of 5 words, 14 bands of 8 rows, and two cores. datatrove (pip install datatrove spacy
// tokenizers 'xxhash<4') splits English with spaCy, which takes most of its time; here it splits at spaces, so that only
// the MinHash is compared. It joins whatever collides in a band; teachwhy asks for an estimated similarity of 0.6 besides.
import { spawnSync } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findNearDuplicates } from "../src/datasets/index.ts";
import { createRandom } from "../src/statistics/index.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const recordWords = 200;
const lexicon = makeLexicon();

interface Planted {
  /** Position of the record and of the one that it repeats. */
  record: number;
  original: number;
  /** Of their sets of shingles, counted. */
  jaccard: number;
}

/** What a rival prints; for each record it writes the position of the one that it goes with, itself when with none. */
interface Result {
  seconds: number;
  /** Processor time of all threads and processes: what the machine's other work does not change as much. */
  cpuSeconds: number;
  peakMb: number;
}

if (process.argv[2] === "find") await find(process.argv[3], process.argv[4]);
else await compare(Number(process.argv[2] ?? 100_000));

async function compare(count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "near-duplicates-"));
  try {
    const planted = await write(folder, count);
    const rivals: [string, string[]][] = [
      ["teachwhy", [process.execPath, ...process.execArgv, here("near-duplicates.ts"), "find"]],
    ];
    const python = process.env.TEACHWHY_PYTHON;
    if (python) rivals.push(["datatrove", [python, here("near_duplicates_datatrove.py")]]);
    console.log(`${count} records, ${planted.length} planted; load before: ${load()}`);
    const rows = [];
    for (const [name, command] of rivals) {
      const out = join(folder, "groups.bin");
      const [program, ...given] = [...command, folder, out];
      const { status, stdout } = spawnSync(program, given, { stdio: ["ignore", "pipe", "inherit"] });
      if (status !== 0) throw new Error(`${name} ended with exit code ${status}; its message is above.`);
      const result: Result = JSON.parse(String(stdout).trim().split("\n").at(-1)!);
      const bytes = await readFile(out);
      const groups = new Int32Array(bytes.buffer, bytes.byteOffset, count);
      rows.push({
        name,
        seconds: round(result.seconds, 1),
        "CPU s": round(result.cpuSeconds, 1),
        "records/s": Math.round(count / result.seconds),
        "peak MB": Math.round(result.peakMb),
        ...judge(groups, planted),
        load: load(),
      });
    }
    console.table(rows);
    const [ours, ...others] = rows;
    for (const other of others)
      console.log(
        `${round(other.seconds / ours.seconds, 1)} times the speed of ${other.name}; by processor time ${round(other["CPU s"] / ours["CPU s"], 1)} times`,
      );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Recall by similarity, and records that were put with strangers. */
function judge(groups: Int32Array, planted: Planted[]) {
  const family = Int32Array.from(groups.keys());
  for (const { record, original } of planted) family[record] = original;
  const recall = (from: number, to: number) => {
    const pairs = planted.filter(({ jaccard }) => jaccard >= from && jaccard < to);
    const found = pairs.filter(({ record, original }) => groups[record] === groups[original]);
    return round(found.length / pairs.length, 4);
  };
  let strangers = 0;
  groups.forEach((of, at) => {
    if (family[of] === family[at]) return;
    // Of a million seeds of 32 bits some are the same, and so are their texts: these are found rightly.
    if (textOf(family[of]).join() !== textOf(family[at]).join()) strangers++;
  });
  return {
    "recall 0.9-1": recall(0.9, 2),
    "0.8-0.9": recall(0.8, 0.9),
    "0.7-0.8": recall(0.7, 0.8),
    "below 0.7": recall(0, 0.7),
    "false positives": strangers,
  };
}

async function find(folder: string, out: string): Promise<void> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const { count, duplicateOf } = await findNearDuplicates(texts(folder), { workers: 2 });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const groups = Int32Array.from({ length: count }, (_, at) => (duplicateOf[at] < 0 ? at : duplicateOf[at]));
  await writeFile(out, new Uint8Array(groups.buffer));
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const result: Result = { seconds, cpuSeconds: (user + system) / 1e6, peakMb };
  console.log(JSON.stringify(result));
}

async function* texts(folder: string): AsyncGenerator<string> {
  for (const part of [0, 1])
    for await (const line of createInterface({ input: createReadStream(join(folder, `${part}.jsonl`)) }))
      yield JSON.parse(line).text;
}

async function write(folder: string, count: number): Promise<Planted[]> {
  const random = createRandom(1, "planted");
  const planted: Planted[] = [];
  const originals: number[] = [];
  for (const part of [0, 1]) {
    const file = await open(join(folder, `${part}.jsonl`), "w");
    const [from, to] = part === 0 ? [0, count >> 1] : [count >> 1, count];
    let lines: string[] = [];
    for (let record = from; record < to; record++) {
      let words: string[];
      if (originals.length > 0 && random.chance(0.1)) {
        const original = random.pick(originals);
        const before = textOf(original);
        words = before.with(0, before[0]);
        for (let change = random.integer(13); change > 0; change--)
          words[random.integer(recordWords)] = random.pick(lexicon);
        planted.push({ record, original, jaccard: jaccard(before, words) });
      } else {
        words = textOf(record);
        originals.push(record);
      }
      lines.push(`${JSON.stringify({ id: String(record), text: punctuate(words) })}\n`);
      if (lines.length === 5_000 || record === to - 1) {
        await file.write(lines.join(""));
        lines = [];
      }
    }
    await file.close();
  }
  return planted;
}

/** The same words for the same record, whenever asked. Common words are common, as in language (Zipf). */
function textOf(record: number): string[] {
  const random = createRandom(1, "text", record);
  return Array.from({ length: recordWords }, () => lexicon[Math.floor(lexicon.length ** random.next()) - 1]);
}

function punctuate(words: string[]): string {
  return words.map((word, at) => (at % 12 === 11 ? `${word}.` : at % 12 === 5 ? `${word},` : word)).join(" ");
}

function makeLexicon(): string[] {
  const random = createRandom(1, "lexicon");
  const syllables = ["ka", "to", "mi", "re", "sol", "an", "ber", "u", "lin", "dra", "ges", "po", "wi", "eth"];
  const words = new Set<string>();
  while (words.size < 20_000)
    words.add(Array.from({ length: 1 + random.integer(4) }, () => random.pick(syllables)).join(""));
  return [...words];
}

function jaccard(one: string[], other: string[]): number {
  const shingles = (words: string[]) =>
    new Set(words.slice(4).map((_, at) => words.slice(at, at + 5).join(" ")));
  const [a, b] = [shingles(one), shingles(other)];
  let shared = 0;
  for (const shingle of a) if (b.has(shingle)) shared++;
  return shared / (a.size + b.size - shared);
}

function load(): string {
  return loadavg()[0].toFixed(1);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
