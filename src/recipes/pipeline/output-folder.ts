// What a run leaves in its folder as it goes: one line for every item that ended. After a kill at any moment the next
// run reads it and goes on; everything between is answered from the store of calls.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DataRecord } from "../../datasets/index.ts";
import { type EventLog, openEvents, TeachwhyError, writeFileAtomic } from "../../store/index.ts";
import { readLines } from "./read-lines.ts";
import type { SpentByStep } from "./spent.ts";
import type { FailureKind } from "./step-context.ts";
import { type ControlName, controlNames } from "./types.ts";

/** Why an item, or a control of a record, did not come to a record. */
export interface RejectedLine {
  id: string;
  step: string;
  reason: string;
  detail?: string;
  control?: ControlName;
  costUsd?: number;
  spent: SpentByStep;
}

export interface FailureLine {
  id: string;
  step: string;
  /** `failed`: the call itself failed; it is tried again when the run goes on. */
  kind: FailureKind;
  message: string;
  prompt: string;
  /** Address of the call in the store of calls. */
  key: string;
  control?: ControlName;
  costUsd?: number;
  spent: SpentByStep;
}

/** An accepted record's account; the record itself has only the sum. */
export interface SpendingLine {
  id: string;
  spent: SpentByStep;
}

export interface OutputFolder {
  record(record: DataRecord, spent: SpentByStep): void;
  control(name: ControlName, record: DataRecord, spent: SpentByStep): void;
  /** The account of a record that was written without it. */
  spending(id: string, spent: SpentByStep): void;
  rejected(line: RejectedLine): void;
  failure(line: FailureLine): void;
  close(): void;
}

/** What earlier runs left. */
export interface Found {
  record(record: DataRecord): void;
  spending(line: SpendingLine): void;
  control(name: ControlName, id: string): void;
  rejected(line: RejectedLine): void;
  failure(line: FailureLine): void;
}

export const fileNames = {
  records: "records.jsonl",
  rejected: "rejected.jsonl",
  failures: "failures.jsonl",
  spending: "spending.jsonl",
  manifest: "manifest.json",
} as const;

export const controlFile = (name: ControlName) => join("controls", `${name}.jsonl`);

/**
 * Opens the folder for appending and tells `found` of every line that is there. What a kill left of a last line is cut
 * off first; failed calls are taken out, because they are tried again.
 */
export async function openOutputFolder(out: string, found: Found): Promise<OutputFolder> {
  const logs = new Map<string, EventLog>();
  const log = (name: string) => {
    const open = logs.get(name) ?? openEvents(join(out, name));
    logs.set(name, open);
    return open;
  };
  for (const name of [fileNames.records, fileNames.rejected, fileNames.spending]) log(name);
  await dropFailedCalls(join(out, fileNames.failures));
  log(fileNames.failures);

  const each = async <T>(name: string, tell: (line: T) => void) => {
    let number = 0;
    for await (const line of readLines(join(out, name))) {
      number++;
      if (line !== "") tell(parseLine(line, `${join(out, name)}:${number}`));
    }
  };
  for (const name of controlNames) {
    // Made anew over the whole set whenever that is finished.
    if (name === "shuffled-reasons" || !existsSync(join(out, controlFile(name)))) continue;
    log(controlFile(name));
    await each<DataRecord>(controlFile(name), ({ provenance }) => {
      const parent = provenance.parents?.at(-1);
      if (parent !== undefined) found.control(name, parent);
    });
  }
  await each<RejectedLine>(fileNames.rejected, found.rejected);
  await each<FailureLine>(fileNames.failures, found.failure);
  await each<SpendingLine>(fileNames.spending, found.spending);
  await each<DataRecord>(fileNames.records, found.record);

  return {
    record(record, spent) {
      log(fileNames.records).append(record);
      log(fileNames.spending).append({ id: record.id, spent });
    },
    control(name, record, spent) {
      log(controlFile(name)).append(record);
      log(fileNames.spending).append({ id: record.id, spent });
    },
    spending: (id, spent) => log(fileNames.spending).append({ id, spent }),
    rejected: (line) => log(fileNames.rejected).append(line),
    failure: (line) => log(fileNames.failures).append(line),
    close() {
      for (const open of logs.values()) open.close();
      logs.clear();
    },
  };
}

async function dropFailedCalls(path: string): Promise<void> {
  const kept: string[] = [];
  let dropped = false;
  for await (const line of readLines(path)) {
    const kind = kindOf(line);
    if (kind === undefined || kind === "failed") dropped = true;
    else kept.push(line);
  }
  if (dropped) await writeFileAtomic(path, kept.map((line) => `${line}\n`).join(""));
}

/** Only somebody else than a run leaves such a line: what a kill tears is cut off before. */
function parseLine<T>(line: string, where: string): T {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new TeachwhyError({
      code: "invalid-record",
      message: `${where} is not JSON.`,
      next: "Correct the line, or remove it: what it told of is then made again, from stored answers.",
      data: { where },
      cause,
    });
  }
}

function kindOf(line: string): string | undefined {
  try {
    return JSON.parse(line).kind;
  } catch {
    return undefined; // torn by a kill: it is the last line
  }
}
