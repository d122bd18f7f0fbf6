import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRecord } from "../../../test/fixtures/formats/any-record.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { TeachwhyError } from "../../store/index.ts";
import { type DataRecord, openRecordWriter, readRecordStream } from "../index.ts";
import { zstd } from "./bytes.ts";

const folder = useTemporaryFolder();

const story = (id: string, text = "Nova kept the logs."): DataRecord => ({
  kind: "document",
  id,
  text,
  provenance: { recipe: "stories", seed: 1 },
});
const line = (record: DataRecord) => `${JSON.stringify(record)}\n`;

async function write(path: string, records: readonly DataRecord[], options = {}) {
  const writer = await openRecordWriter(path, options);
  for (const record of records) await writer.write(record);
  await writer.close();
}
async function read(path: string): Promise<DataRecord[]> {
  const records: DataRecord[] = [];
  for await (const record of readRecordStream(path)) records.push(record);
  return records;
}
async function complaintAbout(path: string): Promise<TeachwhyError> {
  const error = await read(path).catch((thrown: unknown) => thrown);
  if (!(error instanceof TeachwhyError))
    throw new Error("It was read without a complaint.", { cause: error });
  return error;
}

/** Parquet holds UTF-8, in which half a surrogate pair has no place. */
const wellFormed = (records: readonly DataRecord[]) =>
  JSON.parse(JSON.stringify(records), (_, value) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value,
  );

describe("what is written comes back", () => {
  const endings = ["jsonl", "jsonl.gz", "parquet", ...(zstd.createZstdCompress ? ["jsonl.zst"] : [])];
  test.each(endings)("as .%s", async (ending) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 4 }), async (records) => {
        const path = folder(`any.${ending}`);
        await write(path, records);
        const kept = ending === "parquet" ? wellFormed : (all: readonly DataRecord[]) => all;
        expect(kept(await read(path))).toEqual(kept(records));
      }),
      { numRuns: 40 },
    );
  });

  test("in row groups, where one would be too large", async () => {
    const records = Array.from({ length: 12_000 }, (_, index) => story(`${index}`));
    await write(folder("many.parquet"), records);
    expect(await read(folder("many.parquet"))).toEqual(records);
  });

  test("and no line holds a character that Python takes for a line end", async () => {
    await write(folder("lines.jsonl"), [story("1", "a\u2028b\u2029c\u0085d")]);
    expect(readFileSync(folder("lines.jsonl"), "utf8")).toMatch(/a\\u2028b\\u2029c\\u0085d/);
    expect(await read(folder("lines.jsonl"))).toEqual([story("1", "a\u2028b\u2029c\u0085d")]);
  });
});

describe("files from elsewhere are read", () => {
  const records = [story("1"), story("2", "Überall Größe, 漢字, 🙂")];
  const text = records.map(line).join("");

  test.each<[string, string | Buffer]>([
    ["with a byte order mark", `\ufeff${text}`],
    ["with line ends of Windows and blank lines", text.replaceAll("\n", "\r\n\r\n")],
    ["without a last line end", text.trimEnd()],
    ["with U+2028 as it is", text.replace("kept", "ke\u2028pt")],
    ["gzipped, whatever the name says", gzipSync(text)],
    ["gzipped in several parts", Buffer.concat(records.map((record) => gzipSync(line(record))))],
    ["as one JSON array", JSON.stringify(records)],
    ["as one indented JSON array", JSON.stringify(records, null, 2)],
  ])("%s", async (name, bytes) => {
    writeFileSync(folder("foreign.jsonl"), bytes);
    const expected = name.includes("2028") ? [story("1", "Nova ke\u2028pt the logs."), records[1]] : records;
    expect(await read(folder("foreign.jsonl"))).toEqual(expected);
  });

  test("and nothing stands in an empty file, or an empty array", async () => {
    for (const content of ["", "\n\n", "[]", "[\n]"]) {
      writeFileSync(folder("empty.jsonl"), content);
      expect(await read(folder("empty.jsonl"))).toEqual([]);
    }
  });

  test("whatever the bytes' boundaries: an array longer than a chunk", async () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      story(`${index}`, `"[{\\é🙂${"x".repeat(index % 500)}`),
    );
    writeFileSync(folder("long.json"), JSON.stringify(many));
    expect(await read(folder("long.json"))).toEqual(many);
  });
});

describe("a folder of shards", () => {
  test("is read in the order of its numbers, card and partial files passed over", async () => {
    mkdirSync(folder("set/data"), { recursive: true });
    for (const shard of [10, 9, 1])
      await write(folder("set/data", `part-${shard}.jsonl`), [story(`${shard}`)]);
    writeFileSync(folder("set/README.md"), "# A card");
    writeFileSync(folder("set/data/part-11.jsonl.1234abcd.partial"), "{");
    expect((await read(folder("set"))).map(({ id }) => id)).toEqual(["1", "9", "10"]);
  });

  test("that a recipe made is its records, without controls and what was turned down", async () => {
    mkdirSync(folder("made/controls"), { recursive: true });
    await write(folder("made/records.jsonl"), [story("1")]);
    await write(folder("made/controls/generic.jsonl"), [story("1-generic")]);
    for (const name of ["rejected.jsonl", "manifest.json"]) writeFileSync(folder(`made/${name}`), "{}\n");
    expect((await read(folder("made"))).map(({ id }) => id)).toEqual(["1"]);
  });

  test("is refused where it holds no data, or the same data twice perhaps", async () => {
    mkdirSync(folder("set"));
    expect((await complaintAbout(folder("set"))).message).toContain("holds no data");
    await write(folder("set/a.jsonl"), [story("1")]);
    await write(folder("set/a.parquet"), [story("1")]);
    expect((await complaintAbout(folder("set"))).message).toContain(
      "holds Parquet (a.parquet) and JSON (a.jsonl)",
    );
  });
});

describe("a complaint says where", () => {
  test.each<[string, string | Buffer, string]>([
    ["a torn last line", line(story("1")) + line(story("2")).slice(0, 30), "file.jsonl:2 is torn"],
    ["a torn array", JSON.stringify([story("1"), story("2")]).slice(0, -20), "file.jsonl:1 is torn"],
    [
      "an element that is no record",
      `[\n${line(story("1"))},\n{"kind":"poem"}]`,
      "file.jsonl:4 is not a record",
    ],
    [
      "Latin-1",
      Buffer.concat([Buffer.from(line(story("1"))), Buffer.from([0x22, 0xe9, 0x22, 10])]),
      "file.jsonl:2",
    ],
    ["UTF-16", Buffer.from(`\ufeff${line(story("1"))}`, "utf16le"), "UTF-16"],
    ["gzip that was cut off", gzipSync(line(story("1"))).subarray(0, 40), "file.jsonl is not whole"],
    ["Parquet that was cut off", "PAR1 and nothing more", "as Parquet"],
  ])("%s", async (_, bytes, complaint) => {
    writeFileSync(folder("file.jsonl"), bytes);
    expect((await complaintAbout(folder("file.jsonl"))).message).toContain(complaint);
  });

  test("a row of Parquet", async () => {
    const writer = await openRecordWriter(folder("bad.parquet"));
    await writer.write(story("1"));
    await writer.write({ ...story("2"), kind: "poem" } as never);
    await writer.close();
    expect((await complaintAbout(folder("bad.parquet"))).message).toContain(
      "bad.parquet, row 2 is not a record",
    );
  });

  test("a file that is not there", async () => {
    expect((await complaintAbout(folder("none.jsonl"))).message).toContain("There is no file or folder");
  });

  test.skipIf(zstd.createZstdDecompress)("zstd, where this Node has none", async () => {
    writeFileSync(folder("a.jsonl.zst"), Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]));
    expect((await complaintAbout(folder("a.jsonl.zst"))).next).toContain("Node 22.15");
    await expect(openRecordWriter(folder("b.jsonl.zst"))).rejects.toThrow("cannot compress");
  });

  test("a name that does not say what to write, a place where nothing can be written", async () => {
    await expect(openRecordWriter(folder("data.csv"))).rejects.toThrow("does not say what to write");
    writeFileSync(folder("file"), "");
    await expect(openRecordWriter(folder("file/a.jsonl"))).rejects.toThrow(
      "a part of the path is not a folder",
    );
  });
});

describe("a file appears whole", () => {
  test.each(["jsonl", "jsonl.gz", "parquet"])("as .%s", async (ending) => {
    const path = folder(`whole.${ending}`);
    writeFileSync(path, "the old one");
    const writer = await openRecordWriter(path);
    for (let index = 0; index < 3000; index++) await writer.write(story(`${index}`));
    expect(readFileSync(path, "utf8")).toBe("the old one");
    await writer.close();
    expect(await read(path)).toHaveLength(3000);
    expect(readdirSync(folder())).toEqual([`whole.${ending}`]);
  });

  test("or not at all, when it is given up", async () => {
    for (const ending of ["jsonl", "jsonl.gz", "parquet"]) {
      const writer = await openRecordWriter(folder(`none.${ending}`));
      for (let index = 0; index < 3000; index++) await writer.write(story(`${index}`));
      await writer.discard();
    }
    expect(readdirSync(folder())).toEqual([]);
  });

  test("or not at all, when its folder goes away", async () => {
    const writer = await openRecordWriter(folder("gone/a.jsonl"));
    await writer.write(story("1"));
    rmSync(folder("gone"), { recursive: true });
    await expect(writer.close()).rejects.toThrow("a.jsonl: there is no such folder");
  });

  test.skipIf(process.platform !== "linux")("a full disk is called one", async () => {
    symlinkSync("/dev/full", folder("full.jsonl"));
    const writer = await openRecordWriter(folder("full.jsonl"), { append: true });
    await expect(writer.write(story("1"))).rejects.toThrow("the disk is full");
    await writer.discard();
  });

  test("a reader that stops early may remove the file", async () => {
    await write(
      folder("early.jsonl"),
      Array.from({ length: 5000 }, (_, index) => story(`${index}`)),
    );
    for await (const record of readRecordStream(folder("early.jsonl"))) {
      expect(record.id).toBe("0");
      break;
    }
  });
});

describe("adding to a file", () => {
  test("puts each record there at once", async () => {
    await write(folder("log.jsonl"), [story("1")]);
    const writer = await openRecordWriter(folder("log.jsonl"), { append: true });
    await writer.write(story("2"));
    expect(await read(folder("log.jsonl"))).toEqual([story("1"), story("2")]);
    await writer.close();
  });

  test("cuts off what a kill left of a last line, and only that", async () => {
    const path = folder("log.jsonl");
    const long = story("1", "x".repeat(200_000)); // longer than the pieces in which the end is sought
    await write(path, [long, story("2")]);
    const whole = statSync(path).size;
    for (const cut of [
      whole - 1,
      whole - 2,
      whole - 40,
      line(long).length,
      line(long).length - 1,
      100_000,
      0,
    ]) {
      await write(path, [long, story("2")]);
      truncateSync(path, cut);
      await write(path, [story("3")], { append: true });
      const kept = [long, story("2")].slice(0, cut >= whole - 1 ? 2 : cut >= line(long).length - 1 ? 1 : 0);
      expect(await read(path)).toEqual([...kept, story("3")]);
    }
  });

  test("is for plain lines only", async () => {
    await expect(openRecordWriter(folder("a.parquet"), { append: true })).rejects.toThrow("can be added to");
    await expect(openRecordWriter(folder("a.jsonl.gz"), { append: true })).rejects.toThrow("can be added to");
  });
});
