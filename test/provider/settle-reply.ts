// From what a test lets the model say to an answer with usage, cut where the request's token limit says.
import type { Answer, ProviderRequest, Reply } from "./types.ts";

/** The test provider's token: four bytes of UTF-8, the last one perhaps less full. */
export const countTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4);

/** Messages with the thoughts sent back, tools and schema: each counted for itself. */
export function countInput(request: ProviderRequest): number {
  let tokens = request.schema ? countTokens(JSON.stringify(request.schema)) : 0;
  for (const message of request.messages) {
    tokens += countTokens(message.text) + countTokens(message.reasoning ?? "");
  }
  for (const tool of request.tools)
    tokens += countTokens(tool.name) + countTokens(JSON.stringify(tool.schema));
  return tokens;
}

/** Fills in what the reply leaves out. Reasoning, then text, then calls count against the token limit. */
export function settleReply(reply: Reply, request: ProviderRequest): Answer {
  const limit = request.maxTokens ?? Number.POSITIVE_INFINITY;
  const reasoning = cutToTokens(reply.reasoning ?? "", limit);
  const reasoningTokens = countTokens(reasoning);
  const whole = reply.object === undefined ? (reply.text ?? "") : JSON.stringify(reply.object);
  const said = reply.refusal ?? whole;
  const text = cutToTokens(said, limit - reasoningTokens);
  let outputTokens = reasoningTokens + countTokens(text);
  let isCut = reasoning !== (reply.reasoning ?? "") || text !== said;
  const toolCalls: Answer["toolCalls"] = [];
  for (const [index, call] of (reply.toolCalls ?? []).entries()) {
    const id = `call_${request.ordinal}_${index}`;
    const one = { id, name: call.name, arguments: JSON.stringify(call.arguments) };
    const tokens = countTokens(one.name) + countTokens(one.arguments);
    if (isCut || outputTokens + tokens > limit) {
      isCut = true;
      break;
    }
    outputTokens += tokens;
    toolCalls.push(one);
  }
  return {
    text: reply.refusal === undefined ? text : "",
    refusal: reply.refusal === undefined ? "" : text,
    reasoning,
    toolCalls,
    finish: finishOf(reply, isCut, toolCalls.length > 0),
    usage: { inputTokens: countInput(request), outputTokens, reasoningTokens },
  };
}

function finishOf(reply: Reply, isCut: boolean, calls: boolean): Answer["finish"] {
  if (isCut) return "length";
  if (reply.refusal !== undefined) return "refusal";
  if (reply.finish !== undefined && reply.finish !== "stop") return reply.finish;
  return calls ? "tool-calls" : "stop";
}

function cutToTokens(text: string, tokens: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= tokens * 4) return text;
  // A character that was cut in two goes with what follows it.
  return bytes
    .subarray(0, Math.max(0, tokens) * 4)
    .toString()
    .replace(/\uFFFD+$/, "");
}
