import { TeachwhyError } from "../../store/index.ts";
import type { DataRecord } from "../record.ts";
import type { RecordPair } from "./format.ts";

/**
 * Pairs the records of two sets by id; a control's is that of the record it was made beside, and what stands behind it.
 * Both are read side by side, and a record waits in memory until its counterpart
 * comes: sets in about the same order, as a recipe and its control are written, need next to none.
 */
export async function* pairRecords(
  chosen: AsyncIterable<DataRecord>,
  rejected: AsyncIterable<DataRecord>,
): AsyncGenerator<RecordPair | { unpaired: DataRecord }> {
  const sides = [
    {
      name: "chosen",
      records: chosen[Symbol.asyncIterator](),
      waiting: new Map<string, DataRecord>(),
      done: false,
    },
    {
      name: "rejected",
      records: rejected[Symbol.asyncIterator](),
      waiting: new Map<string, DataRecord>(),
      done: false,
    },
  ];
  while (sides.some(({ done }) => !done)) {
    for (const [index, side] of sides.entries()) {
      if (side.done) continue;
      const next = await side.records.next();
      side.done = next.done === true;
      if (next.done) continue;
      const record = next.value;
      const other = sides[1 - index]!;
      const id = pairId(record);
      const counterpart = other.waiting.get(id);
      if (counterpart) {
        other.waiting.delete(id);
        yield index === 0
          ? { chosen: record, rejected: counterpart }
          : { chosen: counterpart, rejected: record };
      } else if (side.waiting.has(id)) throw doubled(id, side.name);
      else side.waiting.set(id, record);
    }
  }
  for (const { waiting } of sides) for (const record of waiting.values()) yield { unpaired: record };
}

function pairId({ id, provenance: { control } }: DataRecord): string {
  return control && id.endsWith(`-${control}`) ? id.slice(0, -control.length - 1) : id;
}

function doubled(id: string, side: string): TeachwhyError {
  return new TeachwhyError({
    code: "id-not-unique",
    message: `The id "${id}" stands twice in the ${side} records, so nobody can say which pair is meant.`,
    next: "Give each record an id of its own.",
    data: { id },
  });
}
