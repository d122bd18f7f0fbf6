// What was asked in batch files: an answer comes back with nothing but its key, perhaps days later.
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import Database from "libsql";
import { TeachwhyError } from "../../store/index.ts";
import { busyTimeoutMs, storeProblem } from "../session/store-problem.ts";

export interface StoredCall {
  key: string;
  /** Name of the run that pays. */
  run: string;
  step: string;
  /** Model string. */
  model: string;
  params: LanguageModelV3CallOptions;
  /** Why the last answer was none; undefined while it waits for one. */
  failure?: string;
}

export interface ParkedCalls {
  get(key: string): StoredCall | undefined;
  /** In one transaction. A call that failed before waits again. */
  put(calls: Omit<StoredCall, "failure">[]): void;
  fail(key: string, failure: string): void;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS parked (
    key TEXT PRIMARY KEY, run TEXT NOT NULL, step TEXT NOT NULL, model TEXT NOT NULL, params TEXT NOT NULL, failure TEXT
  ) STRICT;
`;

/** Opens `batches.db` in the store, made where missing. Throws TeachwhyErrors, as the store of calls does. */
export function openParkedCalls(store: string): ParkedCalls {
  const path = join(store, "batches.db");
  const explained = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeProblem(error, {
        what: "the store of batches",
        path,
        loss: "batches that wait for answers would be written anew",
      });
    }
  };
  const { database, select, upsert, update } = explained(() => open(path));
  type Row = Omit<StoredCall, "params" | "failure"> & { params: string; failure: string | null };
  const putAll = database.transaction((calls: Omit<StoredCall, "failure">[]) => {
    for (const { key, run, step, model, params } of calls) {
      upsert.run(key, run, step, model, JSON.stringify(params));
    }
  });
  return {
    get(key) {
      const row = explained(() => select.get(key) as Row | undefined);
      if (!row) return undefined;
      const { run, step, model, params, failure } = row;
      return { key, run, step, model, params: JSON.parse(params), ...(failure === null ? {} : { failure }) };
    },
    put: (calls) => explained(() => putAll(calls)),
    fail: (key, failure) => {
      explained(() => update.run(failure, key));
    },
    close: () => database.close(),
  };
}

/** A mistyped folder is told, before anything is made there. Throws `no-store`. */
export function requireStore(store: string): void {
  if (existsSync(store)) return;
  throw new TeachwhyError({
    code: "no-store",
    message: `There is no store at ${store}.`,
    next: "Name the store that the batch was written with: --store DIR.",
    data: { store },
  });
}

function open(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: busyTimeoutMs });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.exec(schema);
  return {
    database,
    select: database.prepare("SELECT * FROM parked WHERE key = ?"),
    upsert: database.prepare(
      `INSERT INTO parked (key, run, step, model, params) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET run = excluded.run, step = excluded.step, model = excluded.model,
         params = excluded.params, failure = NULL`,
    ),
    update: database.prepare("UPDATE parked SET failure = ? WHERE key = ?"),
  };
}
