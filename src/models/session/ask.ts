import type { LanguageModelV3, LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { TeachwhyError } from "../../store/index.ts";
import type { OpenedModel } from "../registry/open-model.ts";
import type { Price } from "../registry/prices.ts";
import type { Answer, ModelRole, PromptMessage, Usage } from "../types.ts";
import { withContext } from "./call-context.ts";
import { type AnyRequest, callOf, repairOf } from "./prompt.ts";
import { readResult } from "./read-result.ts";
import { requestKey } from "./request-key.ts";
import { type BoundOptions, boundOf, chargeOf } from "./usage-bound.ts";

/** A request that is not sent but given to someone else to answer. */
export interface ParkedCall {
  /** Under which its answer belongs into the store of calls. 64 hex digits. */
  key: string;
  step: string;
  role: ModelRole;
  opened: OpenedModel;
  params: LanguageModelV3CallOptions;
}

export interface AskTools {
  opened: OpenedModel;
  /** The opened model inside all layers. */
  model: LanguageModelV3;
  price: Price | undefined;
  bound: BoundOptions;
  signal: AbortSignal;
  /** Whether the model has answered in this session: then a server that is gone may come back. */
  hasAnswered: boolean;
  /** True where the call was parked: it has no answer yet. */
  park: (call: ParkedCall) => Promise<boolean>;
}

/** How often a malformed answer is asked for again, with what was wrong with it. */
const mostRepairs = 2;

/** Throws what ends a run; everything else is an answer. */
export async function ask(request: AnyRequest, tools: AskTools): Promise<Answer> {
  const { opened, price } = tools;
  const usage: Usage = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  const facts = { model: opened.name, key: "", usage, costUsd: price && 0, cached: true };
  const { step, role, ordinal = 0 } = request;
  // The conversation grows, so that each repair is a call of its own even where the model repeats itself.
  const repairs: PromptMessage[] = [];
  for (let repair = 0; ; repair++) {
    const call = withContext(callOf(request, opened.kind, repairs), { step, role, ordinal });
    facts.key = requestKey(opened.identity, call);
    if (await tools.park({ key: facts.key, step, role, opened, params: call })) {
      return { ...facts, kind: "pending" };
    }
    const result = await send(call, facts.key, tools);
    if (result instanceof TeachwhyError) {
      return { ...facts, cached: false, kind: "failed", text: "", message: result.message };
    }
    const charge = chargeOf(result, boundOf(call, tools.bound), price);
    for (const name of Object.keys(usage) as (keyof Usage)[]) usage[name] += charge.usage[name];
    if (charge.usd !== undefined) facts.costUsd = (facts.costUsd ?? 0) + charge.usd;
    facts.cached &&= result.providerMetadata?.teachwhy?.cached === true;
    const read = readResult(result, request.schema);
    if (read.kind !== "malformed" || !request.schema || repair === mostRepairs) return { ...facts, ...read };
    repairs.push(...repairOf({ text: read.text, problem: read.message }));
  }
}

/** The result; a TeachwhyError where this one call failed and others may work. */
async function send(call: LanguageModelV3CallOptions, key: string, tools: AskTools) {
  const { model, signal } = tools;
  try {
    const result = await model.doGenerate({ ...withContext(call, { key }), abortSignal: signal });
    // An answer from the store says nothing about the server.
    tools.hasAnswered ||= result.providerMetadata?.teachwhy?.cached !== true;
    return result;
  } catch (error) {
    if (!(error instanceof TeachwhyError)) throw error;
    const { code, data } = error;
    // Most likely a wrong address: every call would end so, each after all its attempts.
    const nobodyThere = code === "no-connection" && !tools.hasAnswered;
    if ((data.kind === "transient" || data.kind === "rejected") && !nobodyThere) return error;
    throw error;
  }
}
