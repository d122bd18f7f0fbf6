// How fast records are written, read and exported, and how much memory that takes: it should not grow with their number.
// Usage: npx tsx benchmarks/record-streams.ts [RECORDS]     default 200000; a tenth of them is the yardstick
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DataRecord, exportRecords, openRecordWriter, readRecordStream } from "../src/datasets/index.ts";

interface Measured {
  seconds: number;
  megabytes: number;
}

const [task, count = "200000", path = ""] = process.argv.slice(2);

/** About 250 words, a call with its answer, thoughts: the size of a short agent's record. */
function makeRecord(index: number): DataRecord {
  const words = (number: number) =>
    Array.from({ length: number }, (_, at) => (index * 7919 + at * 104729).toString(36)).join(" ");
  return {
    kind: "chat",
    id: `record-${index}`,
    messages: [
      { role: "user", content: words(80) },
      {
        role: "assistant",
        content: "",
        reasoning_content: words(60),
        tool_calls: [
          {
            id: "call_1",
            type: "function",
            function: { name: "look", arguments: { at: words(3), lines: index } },
          },
        ],
      },
      { role: "tool", content: words(30), tool_call_id: "call_1", name: "look" },
      { role: "assistant", content: words(80) },
    ],
    provenance: { recipe: "benchmark", seed: index },
  };
}

const tasks: Record<string, (records: number) => Promise<void>> = {
  async write(records) {
    const writer = await openRecordWriter(path);
    for (let index = 0; index < records; index++) await writer.write(makeRecord(index));
    await writer.close();
  },
  async read() {
    for await (const record of readRecordStream(path)) if (record.id === "") throw new Error("An empty id.");
  },
  async export() {
    await exportRecords({ from: readRecordStream(path), format: "trl-chat", to: `${path}.trl.jsonl` });
  },
};

if (task && tasks[task]) {
  const start = performance.now();
  await tasks[task](Number(count));
  const measured: Measured = {
    seconds: (performance.now() - start) / 1000,
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
  process.stdout.write(JSON.stringify(measured));
} else {
  const many = Number(task ?? 200_000);
  const folder = mkdtempSync(join(tmpdir(), "teachwhy-streams-"));
  const run = (what: string, records: number, file: string): Measured =>
    JSON.parse(
      execFileSync(
        process.execPath,
        ["--import", "tsx", fileURLToPath(import.meta.url), what, String(records), join(folder, file)],
        { encoding: "utf8" },
      ),
    );
  process.stdout.write(
    `${many} records, Node ${process.versions.node}, load ${loadavg()[0]!.toFixed(1)}; memory: highest RSS, with a tenth of the records and with all\n`,
  );
  try {
    for (const ending of ["jsonl", "jsonl.gz", "parquet"]) {
      for (const what of Object.keys(tasks)) {
        const few = run(what, many / 10, `few.${ending}`);
        const all = run(what, many, `all.${ending}`);
        const rate = Math.round(many / all.seconds);
        const size = Math.round(statSync(join(folder, `all.${ending}`)).size / 1e6);
        process.stdout.write(
          `${ending.padEnd(9)} ${what.padEnd(7)} ${rate} records/s (${size} MB)   ${Math.round(few.megabytes)} -> ${Math.round(all.megabytes)} MB\n`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
