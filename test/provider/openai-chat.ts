// OpenAI chat completions, with `reasoning_content` as DeepSeek, vLLM and others send thoughts.
import { numberOf, objectOf, objectsOf, present, textOf } from "./json.ts";
import { openaiBadRequest, openaiError } from "./openai-errors.ts";
import type { Answer, Message, ProviderRequest, Wire } from "./types.ts";
import { bearer, chosenTool, contentText, event, joinTexts, pieces } from "./wire-parts.ts";

export const openaiChat: Wire = {
  name: "openai-chat",
  matches: (path) => path.endsWith("/chat/completions"),
  keyOf: (headers) => bearer(headers.authorization),
  error: openaiError,
  badRequest: openaiBadRequest,
  parse(body) {
    if (typeof body.model !== "string" || !Array.isArray(body.messages)) return undefined;
    const format = objectOf(body.response_format);
    return {
      model: body.model,
      messages: objectsOf(body.messages).map(readMessage),
      stream: body.stream === true,
      tools: objectsOf(body.tools).map((tool) => {
        const { name, parameters } = objectOf(tool.function);
        return { name: textOf(name), schema: objectOf(parameters) };
      }),
      ...present({
        schema: schemaOf(format),
        toolChoice: chosenTool(body.tool_choice),
        maxTokens: numberOf(body.max_completion_tokens) ?? numberOf(body.max_tokens),
      }),
    };
  },
  answer: (request, answer) => ({
    ...head(request, "chat.completion"),
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: answer.refusal || answer.toolCalls.length > 0 ? answer.text || null : answer.text,
          refusal: answer.refusal || null,
          ...(answer.reasoning ? { reasoning_content: answer.reasoning } : {}),
          ...(answer.toolCalls.length > 0 ? { tool_calls: answer.toolCalls.map(toolCall) } : {}),
        },
        logprobs: null,
        finish_reason: finishReason(answer),
      },
    ],
    usage: usage(answer),
  }),
  events(request, answer) {
    const chunk = (delta: object, finish: string | null = null) =>
      event({
        ...head(request, "chat.completion.chunk"),
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      });
    const wantsUsage = objectOf(request.body.stream_options).include_usage === true;
    return [
      chunk({ role: "assistant", content: "" }),
      ...pieces(answer.reasoning).map((text) => chunk({ reasoning_content: text })),
      ...pieces(answer.text).map((text) => chunk({ content: text })),
      ...pieces(answer.refusal).map((text) => chunk({ refusal: text })),
      ...answer.toolCalls.map((call, index) => chunk({ tool_calls: [{ index, ...toolCall(call) }] })),
      chunk({}, finishReason(answer)),
      ...(wantsUsage
        ? [event({ ...head(request, "chat.completion.chunk"), choices: [], usage: usage(answer) })]
        : []),
      event("[DONE]"),
    ];
  },
};

function schemaOf(format: Record<string, unknown>) {
  if (format.type === "json_schema") return objectOf(objectOf(format.json_schema).schema);
  return format.type === "json_object" ? { type: "object" } : undefined;
}

function readMessage(message: Record<string, unknown>): Message {
  const calls = message.tool_calls === undefined ? "" : JSON.stringify(message.tool_calls);
  const reasoning = textOf(message.reasoning_content);
  return {
    role: roleOf(message.role),
    text: joinTexts(contentText(message.content), calls),
    ...(reasoning ? { reasoning } : {}),
  };
}

export function roleOf(role: unknown): Message["role"] {
  if (role === "system" || role === "developer") return "system";
  return role === "assistant" || role === "tool" ? role : "user";
}

const head = (request: ProviderRequest, object: string) => ({
  id: `chatcmpl-${request.ordinal}`,
  object,
  created: Math.floor(Date.now() / 1000),
  model: request.model,
});

const toolCall = (call: Answer["toolCalls"][number]) => ({
  id: call.id,
  type: "function",
  function: { name: call.name, arguments: call.arguments },
});

/** OpenAI ends a refusal with "stop"; the `refusal` field tells it apart. */
function finishReason({ finish }: Answer): string {
  if (finish === "content-filter") return "content_filter";
  if (finish === "tool-calls") return "tool_calls";
  return finish === "length" ? "length" : "stop";
}

const usage = ({ usage: { inputTokens, outputTokens, reasoningTokens } }: Answer) => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  completion_tokens_details: { reasoning_tokens: reasoningTokens },
});
