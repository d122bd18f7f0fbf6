import { join } from "node:path";
import type { LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import { loadPrices } from "../registry/load-prices.ts";
import { type Price, type Prices, priceOf } from "../registry/prices.ts";
import { type CallStore, openCallStore } from "../session/call-store.ts";
import { boundOf, boundOptionsOf, chargeOf } from "../session/usage-bound.ts";
import { type OfflineModel, offlineModels } from "./open-offline-model.ts";
import { openParkedCalls, type ParkedCalls, requireStore, type StoredCall } from "./parked-calls.ts";
import { plainResult } from "./plain-result.ts";
import { type ReadAnswer, readAnswers } from "./read-answers.ts";
import { replayAnswer } from "./replay-answer.ts";
import { shapeOf } from "./request-line.ts";

export interface ImportOptions {
  /** Folder of the store that the requests were written with. */
  store: string;
  /** Default: those that come with teachwhy. */
  prices?: Prices;
}

export interface ImportedAnswers {
  /** New in the store. */
  stored: number;
  storedByStep: Record<string, number>;
  /** In the store before: from an earlier import, or from a call. What is stored stays. */
  already: number;
  /** Answered more than once in these files; the first one counts. */
  duplicates: number;
  /** Places for answers that are still empty. */
  open: number;
  /** Keys that this store has not asked for in a batch. */
  unknown: string[];
  /** Not answered, by the provider's own words: the next batch asks again. */
  failed: Note[];
  /** What cannot be read or used, with its line. The rest of the file is imported. */
  problems: Note[];
  /** What the stored answers cost; those without a known price are counted beside it. */
  usd: number;
  unpriced: number;
}

export interface Note {
  file: string;
  line: number;
  key?: string;
  message: string;
}

/** What `priceShare` in the stored metadata is for a person's answer. */
const nothing = 0;

/**
 * Takes answers into the store of calls, where the command that asked finds them. Importing a file again changes
 * nothing. Throws `not-readable`, `no-store`, and what opening a model throws.
 */
export async function importAnswers(files: string[], options: ImportOptions): Promise<ImportedAnswers> {
  const { store: folder, prices = loadPrices() } = options;
  requireStore(folder);
  const parked = openParkedCalls(folder);
  const store = openCallStore(join(folder, "calls.db"));
  const summary: ImportedAnswers = {
    stored: 0,
    storedByStep: {},
    already: 0,
    duplicates: 0,
    open: 0,
    unknown: [],
    failed: [],
    problems: [],
    usd: 0,
    unpriced: 0,
  };
  const importer = { parked, store, prices, models: offlineModels(), summary, seen: new Set<string>() };
  try {
    for (const file of files) {
      for await (const read of readAnswers(file)) {
        if (read.kind === "problem") summary.problems.push({ file, line: read.line, message: read.message });
        else await importOne(read, file, importer);
      }
    }
  } finally {
    await store.close();
    parked.close();
  }
  return summary;
}

interface Importer {
  parked: ParkedCalls;
  store: CallStore;
  prices: Prices;
  models: (name: string) => Promise<OfflineModel>;
  summary: ImportedAnswers;
  /** Keys that are answered in these files. */
  seen: Set<string>;
}

async function importOne(read: ReadAnswer, file: string, importer: Importer): Promise<void> {
  const { parked, store, summary, seen } = importer;
  const { key, line } = read;
  const note = (message: string): Note => ({ file, line, key, message });
  const call = parked.get(key);
  if (!call) summary.unknown.push(key);
  else if (read.kind === "open") summary.open++;
  else if (seen.has(key)) summary.duplicates++;
  else if (store.answer(key)) {
    seen.add(key);
    summary.already++;
  } else if (read.kind === "unanswered") {
    parked.fail(key, read.message);
    summary.failed.push(note(read.message));
  } else {
    const model = await importer.models(call.model);
    const converted = await convert(read, call, model);
    if ("problem" in converted) summary.problems.push(note(converted.problem));
    else if ("failure" in converted) {
      parked.fail(key, converted.failure);
      summary.failed.push(note(converted.failure));
    } else {
      seen.add(key);
      await keep(converted.result, { call, model, byPerson: read.kind === "plain" }, importer);
    }
  }
}

type Converted = { result: LanguageModelV3GenerateResult } | { failure: string } | { problem: string };

async function convert(
  read: Extract<ReadAnswer, { kind: "plain" | "http" }>,
  { params }: StoredCall,
  model: OfflineModel,
): Promise<Converted> {
  if (read.kind === "plain") {
    const result = plainResult(read.answer, params);
    return typeof result === "string" ? { problem: result } : { result };
  }
  const { name, kind } = model.opened;
  if (read.shape !== shapeOf(kind)) {
    const problem = `an answer in the shape of ${read.shape}'s batches, but ${name} was asked in the shape of ${shapeOf(kind)}'s`;
    return { problem };
  }
  const result = await replayAnswer(model, read, params);
  return typeof result === "string" ? { failure: result } : { result };
}

interface Kept {
  call: StoredCall;
  model: OfflineModel;
  byPerson: boolean;
}

/** Stores the answer and, for the run that asked, what it cost. */
async function keep(
  result: LanguageModelV3GenerateResult,
  { call, model: { opened }, byPerson }: Kept,
  { store, prices, summary }: Importer,
): Promise<void> {
  const { key, run, step, model, params } = call;
  const price: Price | undefined = priceOf(opened, prices);
  // A price in the model string is what its author pays, so it is the batch's price already.
  const priceShare = byPerson ? nothing : (price?.batchShare ?? 1);
  const marked = {
    ...result,
    providerMetadata: {
      ...result.providerMetadata,
      teachwhy: { ...result.providerMetadata?.teachwhy, batch: byPerson ? "person" : "provider", priceShare },
    },
  };
  const { usage, usd } = chargeOf(marked, boundOf(params, boundOptionsOf(opened)), price);
  const { inputTokens, outputTokens } = usage;
  // In one turn of the event loop, so in one transaction: an answer is never without its cost.
  await Promise.all([
    store.putAnswer({ key, model, step, result: marked }),
    store.putAttempt({ run, step, model, key, state: "answered", inputTokens, outputTokens, usd }),
  ]);
  summary.stored++;
  summary.storedByStep[step] = (summary.storedByStep[step] ?? 0) + 1;
  if (usd === undefined) summary.unpriced++;
  else summary.usd += usd;
}
