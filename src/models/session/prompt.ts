// Requests of teachwhy as the AI SDK's calls.
import type {
  LanguageModelV3CallOptions,
  LanguageModelV3FunctionTool,
  LanguageModelV3Message,
  SharedV3ProviderOptions,
} from "@ai-sdk/provider";
import type { z } from "zod";
import type { AskRequest, PromptMessage, ToolDefinition } from "../types.ts";
import { type AskedSchema, askedSchema } from "./json-schema.ts";

/** Kinds whose providers hold the model to a schema by themselves; all others also read it in the prompt. */
export const kindsWithSchemas = new Set(["anthropic", "openai", "google"]);

export type AnyRequest = Omit<AskRequest, "schema"> & { schema?: z.ZodType };

/** `repairs` are turns after the request's own: answers that could not be used, and what was wrong with them. */
export function callOf(
  request: AnyRequest,
  kind: string,
  repairs: PromptMessage[] = [],
): LanguageModelV3CallOptions {
  const { messages, schema, tools, maxOutputTokens, temperature } = request;
  const asked = schema && askedSchema(schema);
  const told = asked && !kindsWithSchemas.has(kind) ? withSchema(messages, asked) : messages;
  return {
    prompt: [...told, ...repairs].map(messageOf),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(tools ? { tools: tools.map(toolOf) } : {}),
    ...(asked ? { responseFormat: { type: "json", schema: asked.sent } } : {}),
    ...(asked && !asked.strict ? { providerOptions: notStrict } : {}),
  };
}

/** The turns that follow an answer which was not of the shape that was asked for. */
export function repairOf(bad: { text: string; problem: string }): PromptMessage[] {
  const content = `That answer cannot be used:\n${bad.problem}\n\nAnswer again with the whole JSON value and nothing else.`;
  return [
    { role: "assistant", content: bad.text },
    { role: "user", content },
  ];
}

/** Optional properties and open objects: OpenAI's strict mode refuses them. By the names of the providers' options. */
const notStrict: SharedV3ProviderOptions = {
  openai: { strictJsonSchema: false },
  openaiCompatible: { strictJsonSchema: false },
};

function withSchema(messages: PromptMessage[], { full }: AskedSchema): PromptMessage[] {
  const instruction = `Answer with one JSON value of this JSON schema and nothing else:\n${JSON.stringify(full)}`;
  const last = messages.findLastIndex(({ role }) => role === "user");
  if (last < 0) return [...messages, { role: "user", content: instruction }];
  return messages.with(last, { ...messages[last], content: `${messages[last].content}\n\n${instruction}` });
}

function messageOf({ role, content, reasoning_content }: PromptMessage): LanguageModelV3Message {
  if (role === "system") return { role, content };
  const text = { type: "text", text: content } as const;
  if (role === "user") return { role, content: [text] };
  return {
    role,
    content: reasoning_content ? [{ type: "reasoning", text: reasoning_content }, text] : [text],
  };
}

function toolOf({ name, description, parameters }: ToolDefinition): LanguageModelV3FunctionTool {
  return { type: "function", name, description, inputSchema: parameters };
}
