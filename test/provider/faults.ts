// Which request meets which fault, and what a fault does to an answer.
import { createRandom } from "../../src/statistics/index.ts";
import { parseJson } from "./json.ts";
import { breakValue } from "./sample-schema.ts";
import { type FaultKind, type ProviderRequest, passingFaults, type Reply } from "./types.ts";

export interface SeededFaults {
  /** Share of requests that meet a fault, from 0 to 1. */
  rate: number;
  seed?: number;
  /** Drawn with equal chances; without it all of `passingFaults`. */
  kinds?: readonly FaultKind[];
}

export type FaultFunction = (request: ProviderRequest) => FaultKind | undefined;

const needsSchema = (kind: FaultKind) => kind === "wrong-schema" || kind === "malformed-object";

/**
 * The draw depends on the request and on how often it was asked before, not on the order of arrival: the
 * same run meets the same faults at any concurrency, and a second try draws anew.
 */
export function seededFaults({ rate, seed = 1, kinds = passingFaults }: SeededFaults): FaultFunction {
  const withoutSchema = kinds.filter((kind) => !needsSchema(kind));
  return (request) => {
    const random = createRandom(seed, "fault", request.identity, request.attempt);
    const possible = request.schema ? kinds : withoutSchema;
    return possible.length > 0 && random.chance(rate) ? random.pick(possible) : undefined;
  };
}

/** What the model says under a fault that shows in the answer itself; other faults leave it as it is. */
export function spoilReply(kind: FaultKind, reply: Reply, request: ProviderRequest): Reply {
  const text = reply.object === undefined ? (reply.text ?? "") : JSON.stringify(reply.object);
  const half = text.slice(0, Math.ceil(text.length / 2));
  switch (kind) {
    case "empty":
      return {};
    case "refusal":
      return { refusal: "I can't help with that." };
    case "content-filter":
      return { text: half, finish: "content-filter" };
    case "max-tokens":
      return { ...(reply.reasoning ? { reasoning: reply.reasoning } : {}), text: half, finish: "length" };
    case "malformed-object":
      return request.schema ? { text: half } : reply;
    case "wrong-schema":
      return request.schema ? { object: breakValue(reply.object ?? parseJson(text), request.schema) } : reply;
    default:
      return reply;
  }
}
