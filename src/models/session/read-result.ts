// What a provider's answer is, in our words.
import type { LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import { z } from "zod";
import type { ToolRequest } from "../types.ts";
import { askedSchema } from "./json-schema.ts";
import { findJson } from "./parse-json.ts";

export type ReadResult =
  | { kind: "answered"; text: string; reasoning?: string; toolCalls: ToolRequest[]; value: unknown }
  | {
      kind: "truncated" | "refused" | "filtered" | "empty" | "malformed" | "failed";
      text: string;
      message: string;
    };

type Result = Pick<LanguageModelV3GenerateResult, "content" | "finishReason" | "providerMetadata">;

export function readResult(result: Result, schema: z.ZodType | undefined): ReadResult {
  const text = joined(result, "text");
  const reasoning = joined(result, "reasoning");
  const other = endedBadly(result, text, reasoning);
  if (other) return other;
  const calls = toolCallsOf(result);
  if (calls.problem !== undefined) return { kind: "malformed", text, message: calls.problem };
  const { toolCalls } = calls;
  const answered = { kind: "answered", text, ...(reasoning ? { reasoning } : {}), toolCalls } as const;
  // A model that may call tools can do so before it gives the value.
  if (!schema || (text === "" && toolCalls.length > 0)) return { ...answered, value: text };
  const parsed = checkedValue(text, schema);
  if ("problem" in parsed) return { kind: "malformed", text, message: parsed.problem };
  return { ...answered, value: parsed.value };
}

function endedBadly(
  { content, finishReason, providerMetadata }: Result,
  text: string,
  reasoning: string,
): Exclude<ReadResult, { kind: "answered" }> | undefined {
  const { unified, raw } = finishReason;
  const said = providerMetadata?.teachwhy?.message;
  if (unified === "length") {
    const where = text === "" && reasoning !== "" ? "in its thoughts, before the answer" : "in the answer";
    return { kind: "truncated", text, message: `Cut at the maximum of output tokens, ${where}.` };
  }
  if (unified === "content-filter") {
    // Anthropic names a refusal; OpenAI gives its words and ends with "stop" (chat completions) or without a reason
    // (Responses), which the SDK's packages turn into this.
    if (raw === "refusal" || ((raw == null || raw === "stop") && text !== "")) {
      return { kind: "refused", text, message: "The model refused." };
    }
    const message =
      typeof said === "string" ? said : `A content filter ended the answer (${raw ?? "no reason"}).`;
    return { kind: "filtered", text, message };
  }
  if (unified === "error" || brokenOff.has(raw ?? "")) {
    const message =
      typeof said === "string"
        ? said
        : `The provider ended the answer with an error (${raw ?? "no reason"}).`;
    return { kind: "failed", text, message };
  }
  const called = content.some((part) => part.type === "tool-call");
  if (text.trim() !== "" || called) return undefined;
  const only = reasoning === "" ? "" : " but thoughts";
  return { kind: "empty", text, message: `The model answered nothing${only}.` };
}

/**
 * How vLLM, OpenRouter and DeepSeek end an answer that their server gave up: the SDK's packages know none of these words
 * and say "other". Other unknown words, and none at all, are ways of small servers to say that an answer is whole.
 */
const brokenOff = new Set(["abort", "error", "insufficient_system_resource"]);

function joined({ content }: Result, type: "text" | "reasoning"): string {
  return content.map((part) => (part.type === type ? part.text : "")).join("");
}

function toolCallsOf({ content }: Result): { toolCalls: ToolRequest[]; problem?: string } {
  const toolCalls: ToolRequest[] = [];
  for (const part of content) {
    if (part.type !== "tool-call") continue;
    const [args] = findJson(part.input.trim() === "" ? "{}" : part.input);
    if (typeof args !== "object" || args === null || Array.isArray(args)) {
      return { toolCalls, problem: `The arguments of the call of ${part.toolName} are no JSON object.` };
    }
    const { toolCallId: id, toolName: name } = part;
    toolCalls.push({ id, name, arguments: args as Record<string, unknown> });
  }
  return { toolCalls };
}

function checkedValue(text: string, schema: z.ZodType): { value: unknown } | { problem: string } {
  const { wrapped } = askedSchema(schema);
  let problem: string | undefined;
  for (const found of findJson(text)) {
    const inner = wrapped && isObject(found) && "value" in found ? found.value : found;
    const checked = schema.safeParse(inner);
    if (checked.success) return { value: checked.data };
    // The first one is the one to talk about: later ones are often parts of it.
    problem ??= z.prettifyError(checked.error);
  }
  return { problem: problem ?? "There is no complete JSON value in it." };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
