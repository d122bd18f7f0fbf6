// Every answer that was ever given, and every attempt that was ever sent, in one SQLite file. Several processes may
// use it at once. Writes of one turn of the event loop go into one transaction: at 256 calls in flight that halves
// what a write costs (177 µs alone, 70 to 90 µs in groups of 4 to 16 with 2 KB an answer), and a promise that resolves
// after the commit keeps the two promises that matter: stored before it is used, journalled before it is sent.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import Database from "libsql";
import { busyTimeoutMs, storeProblem } from "./store-problem.ts";

/** An answer as its provider gave it, without the bodies and headers of its HTTP messages. */
export type StoredAnswer = Omit<LanguageModelV3GenerateResult, "request">;

export interface NewAnswer {
  key: string;
  /** Name of the model as it was asked for. */
  model: string;
  /** What the call was first made for. */
  step: string;
  result: LanguageModelV3GenerateResult;
}

/** `sent`: in flight, or its process died; `failed`: the server said no, which costs nothing. */
export type AttemptState = "sent" | "answered" | "failed" | "possibly-paid";

/** One request that was sent. Tokens and cost are the worst case until it is answered. */
export interface NewAttempt {
  run: string;
  step: string;
  model: string;
  key: string;
  state: AttemptState;
  inputTokens: number;
  outputTokens: number;
  /** Undefined: no price is known. */
  usd: number | undefined;
}

export interface AttemptSum {
  step: string;
  state: AttemptState;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  usd: number;
  unpricedCalls: number;
}

export type Settlement = Pick<NewAttempt, "key" | "state" | "inputTokens" | "outputTokens" | "usd">;

export interface CallStore {
  answer(key: string): StoredAnswer | undefined;
  /** Resolves once it is stored, with what is stored: where two had the same key, the first stays. */
  putAnswer(answer: NewAnswer): Promise<StoredAnswer>;
  /** Resolves with the attempt's id once it is stored. */
  putAttempt(attempt: NewAttempt): Promise<number>;
  /** Together with the request's answer, where that is put in the same turn. */
  settleAttempt(id: number, settlement: Settlement): Promise<void>;
  /** What a run's dead process left as `sent` becomes possibly paid. Only for who holds the run's lock. */
  abandonAttempts(run: string): number;
  attemptSums(run: string): AttemptSum[];
  /** After all writes. */
  close(): Promise<void>;
}

const schema = `
  CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, model TEXT NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL, result TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, step TEXT NOT NULL, model TEXT NOT NULL, key TEXT NOT NULL,
    state TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, usd REAL, at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS attempts_by_run ON attempts (run);
`;

const problemFacts = (path: string) => ({
  what: "the store of calls",
  path,
  loss: "its answers would be asked for anew",
});

/**
 * In one transaction. More save little each, and hold all calls of a burst back until the last is written, so that
 * bursts stay together: of 512 calls a second that a provider allowed, 455 were made without a limit, 468 and 475 with
 * it (three runs on a machine that others used too, with sends before other writes; not measured in this order).
 */
const mostWrites = 16;

/** Opens the file, made where missing. Throws a TeachwhyError (`not-writable`, `disk-full`, `store-damaged`). */
export function openCallStore(path: string): CallStore {
  const explain = (error: unknown) => storeProblem(error, problemFacts(path));
  const { database, statements } = attempt(() => open(path), explain);

  const queue: Write[] = [];
  let scheduled = false;
  let closing: Promise<void> | undefined;
  // The library takes the process with it where a closed database is used.
  const refuseClosed = () => {
    if (closing) throw new Error("The store of calls is closed.");
  };
  const schedule = () => {
    if (!scheduled) setImmediate(flush);
    scheduled = true;
  };
  const flush = () => {
    scheduled = false;
    const batch = takeBatch(queue);
    if (queue.length > 0) schedule();
    try {
      database.exec("BEGIN IMMEDIATE");
      const results = batch.map(({ work }) => work());
      database.exec("COMMIT");
      for (const [index, { resolve }] of batch.entries()) resolve(results[index]);
    } catch (error) {
      // A full disk has rolled back already.
      if (database.inTransaction) database.exec("ROLLBACK");
      const explained = explain(error);
      for (const { reject } of batch) reject(explained);
    }
  };
  const write = <T>(work: () => T, part: Pick<Write, "settles" | "answers"> = {}): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      refuseClosed();
      queue.push({ ...part, work, resolve: resolve as (value: unknown) => void, reject });
      schedule();
    });

  const stored = (key: string): StoredAnswer | undefined => {
    const row = attempt(() => statements.answer.get(key) as { result: string } | undefined, explain);
    return row && readAnswer(row.result);
  };

  return {
    answer(key) {
      refuseClosed();
      return stored(key);
    },
    putAnswer: ({ key, model, step, result }) => {
      const json = writeAnswer(result);
      const put = () => {
        const { changes } = statements.putAnswer.run(key, model, step, now(), json);
        // What is used is what is stored, or a resume could go on from something else.
        return changes === 1 ? readAnswer(json) : (stored(key) as StoredAnswer);
      };
      return write(put, { answers: key });
    },
    putAttempt: ({ run, step, model, key, state, inputTokens, outputTokens, usd }) =>
      write(() => {
        const values = [run, step, model, key, state, inputTokens, outputTokens, usd ?? null, now()];
        return Number(statements.putAttempt.run(...values).lastInsertRowid);
      }),
    settleAttempt: (id, { key, state, inputTokens, outputTokens, usd }) => {
      const settle = () => {
        statements.settle.run(state, inputTokens, outputTokens, usd ?? null, id);
      };
      return write(settle, { settles: key });
    },
    abandonAttempts: (run) => attempt(() => statements.abandon.run(run).changes, explain),
    attemptSums: (run) => attempt(() => statements.sums.all(run) as AttemptSum[], explain),
    close() {
      // The last in the queue: all others are done by then.
      closing ??= write(() => {}).finally(() => {
        database.close();
      });
      return closing;
    },
  };
}

interface Write {
  work: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** Key of the request whose attempt it settles, or whose answer it is. */
  settles?: string;
  answers?: string;
}

/**
 * Takes the oldest writes, in their order: an attempt that was let in because another turned out cheaper must not be
 * in the journal before that, or a kill in between would leave more than the cap. And with an attempt that is settled
 * goes its answer, which was put behind it in the same turn, or a kill would leave a paid answer that is asked for again.
 */
function takeBatch(queue: Write[]): Write[] {
  const batch = queue.splice(0, mostWrites);
  const settled = new Set(batch.map(({ settles }) => settles).filter((key) => key !== undefined));
  for (let at = 0; at < queue.length && settled.size > 0; at++) {
    const { answers } = queue[at];
    if (answers !== undefined && settled.has(answers)) batch.push(...queue.splice(at--, 1));
  }
  return batch;
}

const now = () => new Date().toISOString();

function open(path: string) {
  mkdirSync(dirname(path), { recursive: true });
  const database = new Database(path, { timeout: busyTimeoutMs });
  database.pragma("journal_mode = WAL");
  // No sync at each commit: a killed process loses nothing, a power cut the last moments.
  database.pragma("synchronous = NORMAL");
  // 32 MB. Moving the log into the file waits for the disk and stops this process meanwhile: 40 ms every 400 answers
  // with SQLite's default of 1,000 pages, which at 500 answers a second is a twentieth of all time.
  database.pragma("wal_autocheckpoint = 8000");
  database.exec(schema);
  const statements = {
    answer: database.prepare("SELECT result FROM answers WHERE key = ?"),
    putAnswer: database.prepare(
      "INSERT INTO answers (key, model, step, at, result) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    ),
    putAttempt: database.prepare(
      `INSERT INTO attempts (run, step, model, key, state, input_tokens, output_tokens, usd, at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    settle: database.prepare(
      "UPDATE attempts SET state = ?, input_tokens = ?, output_tokens = ?, usd = ? WHERE id = ?",
    ),
    abandon: database.prepare("UPDATE attempts SET state = 'possibly-paid' WHERE run = ? AND state = 'sent'"),
    sums: database.prepare(
      `SELECT step, state, count(*) AS calls, sum(input_tokens) AS inputTokens, sum(output_tokens) AS outputTokens,
              total(usd) AS usd, count(*) - count(usd) AS unpricedCalls
       FROM attempts WHERE run = ? GROUP BY step, state`,
    ),
  };
  return { database, statements };
}

function writeAnswer({
  content,
  finishReason,
  usage,
  providerMetadata,
  response,
  warnings,
}: StoredAnswer): string {
  const { inputTokens, outputTokens } = usage;
  return JSON.stringify({
    content,
    finishReason,
    usage: { inputTokens, outputTokens },
    providerMetadata,
    response: response && { id: response.id, modelId: response.modelId, timestamp: response.timestamp },
    warnings,
  });
}

function readAnswer(json: string): StoredAnswer {
  const answer: StoredAnswer = JSON.parse(json);
  if (answer.response?.timestamp) answer.response.timestamp = new Date(answer.response.timestamp);
  // Usage is read as `usage.inputTokens.total`; JSON has dropped members that were undefined, which reads the same.
  return answer;
}

function attempt<T>(work: () => T, explain: (error: unknown) => unknown): T {
  try {
    return work();
  } catch (error) {
    throw explain(error);
  }
}
