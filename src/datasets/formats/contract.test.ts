// What every format promises. A format's own file says only what it writes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { anyChat, anyMessage, anyRecord, orderlyChat } from "../../../test/fixtures/formats/any-record.ts";
import { type ChatRecord, type DataRecord, type Message, pairFormats, recordFormats } from "../index.ts";
import type { ExportOptions, Format, FormatRow } from "./format.ts";
import { tieCalls } from "./tie-calls.ts";
import { losses } from "./write-messages.ts";

const place = { where: "file.jsonl:1", id: "file-1" };

/** Ids that a format needs are made on the way out; made for both, they are the same. */
const tied = (record: DataRecord): DataRecord =>
  record.kind === "chat" ? { ...record, messages: tieCalls(record.messages) } : record;

/** A record as far as a format without lineage can bring it back. */
function withoutLineage(record: DataRecord, dropped: readonly string[]): DataRecord {
  if (!dropped.includes(losses.id)) return record;
  return { ...record, id: place.id, provenance: { recipe: "imported", seed: 0 } };
}

const onlyLineage = (dropped: readonly string[]) =>
  dropped.every((what) => what === losses.id || what === losses.provenance);

/** What the file would hold: no undefined, no shared objects. */
const written = (row: FormatRow): FormatRow => JSON.parse(JSON.stringify(row));

const variants = Object.entries<Format>(recordFormats).flatMap(([name, format]) => {
  const knows = (option: keyof ExportOptions) => format.options.includes(option);
  const options: ExportOptions[] = [
    {},
    ...(format.reasoning?.slice(1).map((reasoning) => ({ reasoning })) ?? []),
    ...(knows("toolsAs") ? [{ toolsAs: "text" } as const] : []),
    ...(knows("lineage") ? [{ lineage: false }] : []),
    ...(knows("trainOn") ? [{ trainOn: "last-turn" } as const] : []),
  ];
  return format.import ? options.map((option) => ({ name, format, option })) : [];
});

test.each(variants)("$name with $option brings back what it does not call dropped", ({ format, option }) => {
  let brought = 0;
  fc.assert(
    fc.property(anyRecord, (record) => {
      const { value, dropped } = format.export(record, option);
      for (const what of dropped) expect(format.cannotHold).toContain(what);
      if (!value) {
        expect(dropped).not.toEqual([]);
        return;
      }
      const { records } = format.import!(written(value), place);
      if (onlyLineage(dropped)) {
        brought++;
        expect(records.map(tied)).toEqual([withoutLineage(tied(record), dropped)]);
      }
      // What is lost is lost at the first time: from there on a row stays as it is.
      if (dropped.some((what) => what.includes("think>"))) return;
      const [again, first] = [records[0]!, record].map((one) => format.export(tied(one), option).value);
      expect({ ...again, provenance: null }).toEqual({ ...first, provenance: null });
    }),
    { numRuns: 60 },
  );
  expect(brought).toBeGreaterThan(0);
});

const answer = anyMessage.filter(({ role }: Message) => role === "assistant");
/** A chat and its control: the same up to an assistant turn, then another one. */
const anyPair = fc
  .tuple(fc.oneof(anyChat, orderlyChat), answer, answer, fc.boolean(), fc.boolean())
  .map(([chat, one, other, plain, long]) => {
    const ending = (last: Message, control?: string): DataRecord => ({
      ...chat,
      messages: [
        ...(chat as ChatRecord).messages.filter(({ role }) => role !== "tool"),
        last,
        ...(long ? [{ role: "user", content: "And then?" } as const] : []),
      ].map(({ reasoning_content, ...rest }: Message) =>
        plain || reasoning_content === undefined ? rest : { ...rest, reasoning_content },
      ),
      provenance: { ...chat.provenance, ...(control && { control }) },
    });
    return { chosen: ending(one), rejected: ending(other, "rejected") };
  });

const pairVariants = Object.entries(pairFormats).flatMap(([name, format]) =>
  format.reasoning!.map((reasoning) => ({ name, format, option: { reasoning } })),
);

test.each(pairVariants)("$name with $option brings both back", ({ format, option }) => {
  let brought = 0;
  fc.assert(
    fc.property(anyPair, (pair) => {
      const { value, dropped } = format.export(pair, option);
      for (const what of dropped) expect(format.cannotHold).toContain(what);
      if (!value) expect(dropped).not.toEqual([]);
      if (!value || !onlyLineage(dropped)) return;
      brought++;
      const { records } = format.import!(written(value), place);
      const [chosen, rejected] = [pair.chosen, pair.rejected].map((one) =>
        withoutLineage(tied(one), dropped),
      );
      const control = dropped.length > 0 ? { control: "rejected" } : {};
      expect(records.map(tied)).toEqual([
        chosen,
        { ...rejected, provenance: { ...rejected!.provenance, ...control } },
      ]);
    }),
    { numRuns: 200 },
  );
  expect(brought).toBeGreaterThan(0);
});
