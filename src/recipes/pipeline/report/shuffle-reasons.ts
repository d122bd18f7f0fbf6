// The control for whether the reasons matter or only that there are some: each record with the thought of another
// record of the same field of life. Made without calls.
import { open } from "node:fs/promises";
import { join } from "node:path";
import { type DataRecord, openRecordWriter } from "../../../datasets/index.ts";
import { createRandom } from "../../../statistics/index.ts";
import { controlFile, fileNames } from "../output-folder.ts";
import { readLines } from "../read-lines.ts";

export interface ShuffledReasons {
  records: number;
  /** Of them, records that are alone in their field: they exchange with others that are. */
  acrossFields: number;
  /** Records without a thought. */
  leftOut: number;
}

interface Place {
  offset: number;
  bytes: number;
}

/**
 * Writes controls/shuffled-reasons.jsonl for the records of a folder. No record keeps its own thought (a cyclic shift
 * of a seeded shuffle). Memory is for places in the file, not for texts.
 */
export async function shuffleReasons(out: string, seed: number): Promise<ShuffledReasons> {
  const path = join(out, fileNames.records);
  const places: Place[] = [];
  const byDomain = new Map<string, number[]>();
  let offset = 0;
  let records = 0;
  for await (const line of readLines(path)) {
    const bytes = Buffer.byteLength(line);
    if (line !== "") {
      const record: DataRecord = JSON.parse(line);
      records++;
      if (thoughtOf(record) !== undefined) {
        const domain = record.provenance.domain ?? "";
        const members = byDomain.get(domain) ?? [];
        byDomain.set(domain, members);
        members.push(places.length);
        places.push({ offset, bytes });
      }
    }
    offset += bytes + 1;
  }

  const groups = [...byDomain.values()].filter((members) => members.length > 1);
  const alone = [...byDomain.values()].filter((members) => members.length === 1).flat();
  if (alone.length > 1) groups.push(alone);
  else groups[0]?.push(...alone);
  const giver = new Map<number, number>();
  const random = createRandom(seed, "shuffled-reasons");
  for (const members of groups) {
    const shuffled = random.shuffle(members);
    for (const [index, taker] of shuffled.entries())
      giver.set(taker, shuffled[(index + 1) % shuffled.length]!);
  }

  const file = await open(path, "r");
  const writer = await openRecordWriter(join(out, controlFile("shuffled-reasons")));
  try {
    const at = async (place: number): Promise<DataRecord> => {
      const { offset: start, bytes } = places[place]!;
      const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, start);
      return JSON.parse(buffer.toString("utf8"));
    };
    for (const taker of places.keys()) {
      const other = giver.get(taker);
      if (other !== undefined) await writer.write(exchange(await at(taker), await at(other)));
    }
    await writer.close();
  } finally {
    await file.close();
  }
  return { records: giver.size, acrossFields: alone.length, leftOut: records - giver.size };
}

function thoughtOf(record: DataRecord): string | undefined {
  if (record.kind === "document") return undefined;
  return record.messages.findLast(({ reasoning_content }) => reasoning_content)?.reasoning_content;
}

/** The last thought is exchanged; a record has one as a rule. */
function exchange(record: DataRecord, other: DataRecord): DataRecord {
  if (record.kind === "document") return record;
  const last = record.messages.findLastIndex(({ reasoning_content }) => reasoning_content);
  const { costUsd: _, ...provenance } = record.provenance;
  return {
    ...record,
    id: `${record.id}-shuffled-reasons`,
    messages: record.messages.map((message, index) =>
      index === last ? { ...message, reasoning_content: thoughtOf(other)! } : message,
    ),
    provenance: { ...provenance, parents: [record.id, other.id], control: "shuffled-reasons" },
  };
}
