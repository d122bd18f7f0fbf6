import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { startChild } from "../../test/fixtures/store/start-child.ts";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { openEvents, readEvents, TeachwhyError } from "./index.ts";

const folder = useTemporaryFolder();

function write(path: string, events: object[]): void {
  const log = openEvents(path);
  for (const event of events) log.append(event);
  log.close();
}

it("gives back what was appended, over several openings", async () => {
  const path = folder("runs", "reasons-1", "events.jsonl");
  write(path, [{ kind: "stage-start", stage: "train" }]);
  write(path, [{ kind: "stage-end", stage: "train" }]);
  expect(await readEvents(path)).toEqual({
    events: [
      { kind: "stage-start", stage: "train" },
      { kind: "stage-end", stage: "train" },
    ],
    dropped: [],
  });
});

it("has no events where there is no log", async () => {
  expect(await readEvents(folder("events.jsonl"))).toEqual({ events: [], dropped: [] });
});

it("keeps line separators of Unicode and line breaks inside strings", async () => {
  const event = { text: "one\u2028two\u2029three\nfour\r\nfive" };
  write(folder("events.jsonl"), [event, event]);
  expect(await readEvents(folder("events.jsonl"))).toEqual({ events: [event, event], dropped: [] });
});

it("cuts off a torn line longer than what is read at once", async () => {
  const path = folder("events.jsonl");
  write(path, [{ kind: "first" }]);
  appendFileSync(path, `{"text":"${"x".repeat(200_000)}`);
  write(path, [{ kind: "next" }]);
  expect(await readEvents(path)).toEqual({ events: [{ kind: "first" }, { kind: "next" }], dropped: [] });
});

it("loses at most the event being written, wherever the file is cut, and goes on with the next", async () => {
  const path = folder("events.jsonl");
  const event = fc.record({ text: fc.string({ unit: "binary" }), more: fc.jsonValue() });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 5 }), fc.nat(), async (events, cut) => {
      writeFileSync(path, "");
      write(path, events);
      const whole = (await readEvents(path)).events;
      expect(whole).toHaveLength(events.length);

      const size = cut % (readFileSync(path).length + 1);
      truncateSync(path, size);
      const completeLines = readFileSync(path, "utf8").split("\n").length - 1;
      const { events: left, dropped } = await readEvents(path);
      expect(left).toEqual(whole.slice(0, left.length));
      expect(left.length).toBeGreaterThanOrEqual(completeLines);
      expect(dropped.map(({ line }) => line)).toEqual(hasRest(path, left.length) ? [completeLines + 1] : []);

      write(path, [{ kind: "next" }]);
      expect(await readEvents(path)).toEqual({ events: [...left, { kind: "next" }], dropped: [] });
    }),
  );

  /** Whether there is text after the events that can be read. */
  function hasRest(file: string, events: number): boolean {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.length > events && lines.at(-1) !== "";
  }
});

it("cuts off the zeros that a power cut may leave", async () => {
  const path = folder("events.jsonl");
  write(path, [{ kind: "first" }]);
  appendFileSync(path, Buffer.alloc(100));
  write(path, [{ kind: "second" }]);
  expect(await readEvents(path)).toEqual({ events: [{ kind: "first" }, { kind: "second" }], dropped: [] });
});

it("names a damaged line and reads the others", async () => {
  const path = folder("events.jsonl");
  writeFileSync(path, '{"step":1}\n{"step":2,"loss}\n[3]\n{"step":4}\n');
  expect(await readEvents(path)).toEqual({
    events: [{ step: 1 }, { step: 4 }],
    dropped: [
      { line: 2, text: '{"step":2,"loss}' },
      { line: 3, text: "[3]" },
    ],
  });
});

it("keeps what a process had appended when it was killed", async () => {
  const path = folder("events.jsonl");
  const child = startChild(`
    const log = store.openEvents(${JSON.stringify(path)});
    for (let step = 0; step < 1000; step++) log.append({ step });
    console.log("appended");
    setInterval(() => {}, 1000);
  `);
  await child.said("appended");
  await child.kill();
  const { events, dropped } = await readEvents(path);
  expect(events).toHaveLength(1000);
  expect(dropped).toEqual([]);
});

it("takes back the part of an event for which there was no room, and says so", async () => {
  const path = folder("events.jsonl");
  // A limit on the size of files stands for a full disk: both take the part of a write that still fits.
  const child = startChild(
    `
    const log = store.openEvents(${JSON.stringify(path)});
    log.append({ text: "fits" });
    try { log.append({ text: "x".repeat(1_000_000) }); } catch (error) { console.log(error.code, error.message); }
    log.append({ text: "fits again" });
  `,
    { maximumFileBlocks: 256 },
  );
  const output = await child.ended();
  expect(output).toContain(`disk-full Cannot write to ${path}: the disk is full.`);
  expect(await readEvents(path)).toEqual({ events: [{ text: "fits" }, { text: "fits again" }], dropped: [] });
});

it("says what to do where it cannot write", () => {
  writeFileSync(folder("file"), "");
  const open = () => openEvents(folder("file", "events.jsonl"));
  expect(open).toThrow(TeachwhyError);
  expect(open).toThrow(/Cannot write to .*events\.jsonl/);
  expect(existsSync(folder("file", "events.jsonl"))).toBe(false);
});
