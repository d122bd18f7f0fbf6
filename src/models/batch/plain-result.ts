import type {
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
} from "@ai-sdk/provider";
import { parse } from "yaml";
import { z } from "zod";
import { separateThoughts } from "../kinds/separate-thoughts.ts";
import { findJson } from "../session/parse-json.ts";
import type { PlainAnswer } from "./read-answers.ts";

/**
 * What a person wrote, as a model's answer that cost nothing. Where JSON was asked for, a string says what is wrong
 * with it: a person can repair it at once, before it counts as an answer.
 */
export function plainResult(
  answer: PlainAnswer,
  params: LanguageModelV3CallOptions,
): LanguageModelV3GenerateResult | string {
  const { text = "", reasoning, json, tool_calls = [] } = answer;
  const thought = reasoning?.trim() ? [{ type: "reasoning" as const, text: reasoning.trim() }] : [];
  const calls = tool_calls.map(({ id, name, arguments: args }, index) => ({
    type: "tool-call" as const,
    toolCallId: id ?? `call-${index + 1}`,
    toolName: name,
    input: JSON.stringify(args),
  }));
  const result = separateThoughts(withContent([...thought, { type: "text", text }, ...calls]));
  const known = (params.tools ?? []).map(({ name }) => name);
  const unknown = tool_calls.find(({ name }) => !known.includes(name));
  if (unknown) return `it calls the tool "${unknown.name}"; known: ${known.join(", ") || "none"}`;
  if (params.responseFormat?.type !== "json") return result;

  const words = result.content.find((part) => part.type === "text")?.text.trim() ?? "";
  if (json === undefined && words === "" && calls.length > 0) return result;
  const { schema } = params.responseFormat;
  const checked = firstValid(json === undefined ? valuesIn(words) : [json], schema);
  if (typeof checked === "string") return checked;
  const content = result.content.map((part) =>
    part.type === "text" ? { ...part, text: JSON.stringify(checked.value) } : part,
  );
  return { ...result, content };
}

function withContent(content: LanguageModelV3Content[]): LanguageModelV3GenerateResult {
  const called = content.some((part) => part.type === "tool-call");
  return {
    content,
    finishReason: { unified: called ? "tool-calls" : "stop", raw: undefined },
    // No model counted any tokens.
    usage: {
      inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 0, text: 0, reasoning: 0 },
    },
    warnings: [],
  };
}

/** JSON, or YAML, in which long texts are far easier to write; in a fence or without. */
function* valuesIn(text: string): Generator<unknown> {
  yield* findJson(text);
  const fenced = /^```ya?ml[ \t]*\r?\n([\s\S]*?)\r?\n```$/.exec(text)?.[1];
  try {
    yield parse(fenced ?? text);
  } catch {
    // No YAML either.
  }
}

function firstValid(values: Iterable<unknown>, schema: unknown): { value: unknown } | string {
  const check =
    schema === undefined ? undefined : z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  let problem: string | undefined;
  for (const value of values) {
    if (!check && typeof value === "object") return { value };
    // Values that are no objects were asked for inside one, which a person need not write.
    const found = [value, { value }].find((one) => check?.safeParse(one).success);
    if (found !== undefined) return { value: found };
    const { error } = check?.safeParse(value) ?? {};
    if (error) problem ??= z.prettifyError(error).replace(/\s*\n\s*/g, " ");
  }
  return `it is not JSON or YAML of the schema: ${problem ?? "no value found"}`;
}
