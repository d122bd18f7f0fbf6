// What the server served: one entry a request, counts over all. Keys never get here.
import type { Outcome, WireName } from "./types.ts";

export interface ServedRequest {
  /** Requests before this one. */
  ordinal: number;
  /** Empty where the body could not be read. */
  identity: string;
  /** How often the same request came before. */
  attempt: number;
  wire: WireName;
  model: string;
  outcome: Outcome;
  /** 0 until there is one: the request waits, or hangs. */
  status: number;
  /** The whole body was handed to the network. The client may still have died before it read it. */
  delivered: boolean;
  /** The client closed the connection before the body was through. */
  aborted: boolean;
  inputTokens: number;
  outputTokens: number;
}

export interface Counts {
  /** Requests to the model endpoints. */
  received: number;
  /** Good answers (also slow ones) whose whole body was handed to the network. */
  answered: number;
  byOutcome: Partial<Record<Outcome, number>>;
  inFlight: number;
  peakInFlight: number;
  aborted: number;
  /** Different requests. */
  identities: number;
  /** Requests for which the same request had been answered well, in full, before they came. */
  askedAgain: number;
  /**
   * What a provider could bill: all requests but those that an HTTP error refused, also when they hung, were
   * cut or the client left.
   */
  inputTokens: number;
  outputTokens: number;
}

export interface Ledger {
  /** A connection brings a request. */
  begun(): void;
  /** The request was read, as far as it can be. */
  open(request: Pick<ServedRequest, "identity" | "wire" | "model" | "outcome">): ServedRequest;
  /** The connection is through with the request, or gone. */
  closed(entry: ServedRequest | undefined): void;
  counts(): Counts;
  requests(): ServedRequest[];
}

export function openLedger(): Ledger {
  const requests: ServedRequest[] = [];
  const asked = new Map<string, number>();
  const answered = new Set<string>();
  let inFlight = 0;
  let peakInFlight = 0;
  let askedAgain = 0;
  return {
    begun() {
      inFlight++;
      peakInFlight = Math.max(peakInFlight, inFlight);
    },
    open({ identity, wire, model, outcome }) {
      const attempt = asked.get(identity) ?? 0;
      if (identity !== "") asked.set(identity, attempt + 1);
      if (answered.has(identity)) askedAgain++;
      const entry: ServedRequest = {
        ordinal: requests.length,
        identity,
        attempt,
        wire,
        model,
        outcome,
        status: 0,
        delivered: false,
        aborted: false,
        inputTokens: 0,
        outputTokens: 0,
      };
      requests.push(entry);
      return entry;
    },
    closed(entry) {
      inFlight--;
      if (entry?.delivered && isGood(entry.outcome)) answered.add(entry.identity);
    },
    requests: () => requests.map((one) => ({ ...one })),
    counts() {
      const byOutcome: Counts["byOutcome"] = {};
      for (const { outcome } of requests) byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
      const sum = (value: (one: ServedRequest) => number) =>
        requests.reduce((total, one) => total + value(one), 0);
      return {
        received: requests.length,
        answered: sum((one) => Number(one.delivered && isGood(one.outcome))),
        byOutcome,
        inFlight,
        peakInFlight,
        aborted: sum((one) => Number(one.aborted)),
        identities: asked.size,
        askedAgain,
        inputTokens: sum((one) => one.inputTokens),
        outputTokens: sum((one) => one.outputTokens),
      };
    },
  };
}

const isGood = (outcome: Outcome) => outcome === "answer" || outcome === "slow-start";
