// What was asked in batch files: an answer comes back with nothing but its key, perhaps days later.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import Database from "libsql";

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

/** Opens `batches.db` in the store, made where missing. */
export function openParkedCalls(store: string): ParkedCalls {
  mkdirSync(store, { recursive: true });
  const database = new Database(join(store, "batches.db"), { timeout: 30_000 });
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = NORMAL");
  database.exec(schema);
  const select = database.prepare("SELECT * FROM parked WHERE key = ?");
  const upsert = database.prepare(
    `INSERT INTO parked (key, run, step, model, params) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET run = excluded.run, step = excluded.step, model = excluded.model,
       params = excluded.params, failure = NULL`,
  );
  const update = database.prepare("UPDATE parked SET failure = ? WHERE key = ?");
  type Row = Omit<StoredCall, "params" | "failure"> & { params: string; failure: string | null };
  return {
    get(key) {
      const row = select.get(key) as Row | undefined;
      if (!row) return undefined;
      const { run, step, model, params, failure } = row;
      return { key, run, step, model, params: JSON.parse(params), ...(failure === null ? {} : { failure }) };
    },
    put: database.transaction((calls: Omit<StoredCall, "failure">[]) => {
      for (const { key, run, step, model, params } of calls) {
        upsert.run(key, run, step, model, JSON.stringify(params));
      }
    }),
    fail: (key, failure) => {
      update.run(failure, key);
    },
    close: () => database.close(),
  };
}
