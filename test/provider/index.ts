// The test provider: a language-model provider on this machine that fails on demand and counts what it served.

export { defaultReply } from "./default-reply.ts";
export { type FaultFunction, type SeededFaults, seededFaults } from "./faults.ts";
export type { Counts, ServedRequest } from "./ledger.ts";
export { prose } from "./prose.ts";
export { sampleSchema } from "./sample-schema.ts";
export { type Provider, type ProviderOptions, startProvider } from "./start-provider.ts";
export type { FaultKind, Outcome, ProviderRequest, Reply, ReplyFunction } from "./types.ts";
export { lastingFaults, passingFaults } from "./types.ts";
