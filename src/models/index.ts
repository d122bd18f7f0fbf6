// One way to talk to any language model: model strings, a registry of kinds, and middleware for cache, budget, retry,
// concurrency and log. The only room that knows the AI SDK.

// Offline teacher: requests as batch files, answers from anywhere
export type { BatchFile } from "./batch/batch-file.ts";
export { batchStatus, type FileStatus, type ShownPrompt, showBatch } from "./batch/batch-status.ts";
export {
  type BatchWriter,
  type BatchWriterOptions,
  createBatchWriter,
  type WrittenBatch,
} from "./batch/create-batch-writer.ts";
export {
  type ImportedAnswers,
  type ImportOptions,
  importAnswers,
  type Note,
} from "./batch/import-answers.ts";
// Models by name
export { type CheckedModel, type CheckOptions, checkModels } from "./registry/check-models.ts";
export {
  type CallErrorCode,
  type ExplainedError,
  explainCallError,
} from "./registry/explain-call-error.ts";
export type { Kind, KindFacts, KindModel, KindOpener, KindRequest } from "./registry/kind.ts";
export { listKinds, registerKind } from "./registry/kinds.ts";
export { loadPrices } from "./registry/load-prices.ts";
export { type OpenContext, type OpenedModel, openModel } from "./registry/open-model.ts";
export { type ParsedModelName, parseModelName, spellOutModel } from "./registry/parse-model-name.ts";
export { costUsd, type Price, type Prices, priceOf, worstCostUsd } from "./registry/prices.ts";
export { redact } from "./registry/redact.ts";
export type { ModelSettings, Thinking, ThoughtsMode } from "./registry/settings.ts";
// Sessions of calls
export type { ParkedCall } from "./session/ask.ts";
// The layers of a session, each a middleware of the AI SDK and useful alone
export { type BudgetOptions, budget } from "./session/budget.ts";
export { type CacheOptions, cache } from "./session/cache.ts";
export {
  type AttemptState,
  type CallStore,
  type NewAnswer,
  type NewAttempt,
  openCallStore,
  type StoredAnswer,
} from "./session/call-store.ts";
export {
  type ConcurrencyOptions,
  concurrency,
  createLimiter,
  type Limiter,
  type LimiterOptions,
} from "./session/concurrency.ts";
export { errorsAsAnswers } from "./session/errors-as-answers.ts";
export { type Ledger, type LedgerOptions, openLedger } from "./session/ledger.ts";
export { type LoggedCall, type LogOptions, log } from "./session/log.ts";
export { openSession, type SessionOptions } from "./session/open-session.ts";
export { type RetryOptions, retry } from "./session/retry.ts";
export { type TimeLimitOptions, timeLimit } from "./session/time-limit.ts";
// What others see
export {
  type Answer,
  type AnswerFacts,
  type AskRequest,
  type Budget,
  type ModelRole,
  modelRoles,
  type PromptMessage,
  type Session,
  type Spend,
  type ToolDefinition,
  type ToolRequest,
  type Usage,
} from "./types.ts";
