// An append-only log of one JSON object a line. A kill at any moment costs at most the event being written.
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { TeachwhyError } from "./error.ts";
import { fileProblem } from "./file-problem.ts";
import { makeDirectory } from "./make-directory.ts";

export interface EventLog {
  /** Adds one line with one write. It survives the process at once, and a power cut once the log is closed. */
  append(event: object): void;
  close(): void;
}

/**
 * Opens a log for appending; file and folder are made where missing. What a kill left of a last line is cut
 * off, so that the next event does not glue to it. For one process at a time (see `lockRun`).
 */
export function openEvents(path: string): EventLog {
  const explain = (error: unknown) =>
    fileProblem({
      error,
      path,
      next: "Choose another store with --store DIR or the variable TEACHWHY_STORE.",
    });
  let file: number;
  try {
    makeDirectory(dirname(path));
    file = openSync(path, "a+");
    repairLastLine(file);
  } catch (error) {
    throw explain(error);
  }
  return {
    append(event) {
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      try {
        const written = writeSync(file, line);
        if (written === line.length) return;
        // A full disk takes a part of the line without an error.
        ftruncateSync(file, fstatSync(file).size - written);
      } catch (error) {
        throw explain(error);
      }
      throw explain(Object.assign(new Error(`Wrote a part of an event to ${path}.`), { code: "ENOSPC" }));
    },
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

export interface StoredEvents {
  events: Record<string, unknown>[];
  /** Lines that were no JSON objects: at most a torn last one, unless the file was damaged. 1 is the first line. */
  dropped: { line: number; text: string }[];
}

/** All events of a log, oldest first; none where there is no log. */
export async function readEvents(path: string): Promise<StoredEvents> {
  const result: StoredEvents = { events: [], dropped: [] };
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new TeachwhyError({
      code: "not-readable",
      message: `Cannot read the events ${path}: ${error.message}.`,
      next: "Make the file readable.",
      data: { path },
      cause: error,
    });
  });
  // Not node:readline: it also splits at U+2028, which JSON allows inside strings.
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "") continue;
    const event = parseObject(line);
    if (event) result.events.push(event);
    else result.dropped.push({ line: index + 1, text: line });
  }
  return result;
}

/** A last line that lacks only its newline gets it; any other rest is cut off. */
function repairLastLine(file: number): void {
  const rest = readAfterLastNewline(file);
  if (rest.length === 0) return;
  // No beginning of an object's JSON is an object's JSON itself: what can be parsed was written whole.
  if (parseObject(rest.toString("utf8"))) writeSync(file, "\n");
  else ftruncateSync(file, fstatSync(file).size - rest.length);
}

/** From the end backwards: a log may be larger than memory. */
function readAfterLastNewline(file: number): Buffer {
  let rest = Buffer.alloc(0);
  for (let end = fstatSync(file).size; end > 0; ) {
    const start = Math.max(0, end - 65_536);
    const piece = Buffer.alloc(end - start);
    readSync(file, piece, 0, piece.length, start);
    rest = Buffer.concat([piece, rest]);
    const newline = rest.lastIndexOf("\n");
    if (newline >= 0) return rest.subarray(newline + 1);
    end = start;
  }
  return rest;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
