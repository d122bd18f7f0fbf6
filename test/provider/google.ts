// Google's generateContent, streaming and not.

import { googleBadRequest, googleError } from "./google-errors.ts";
import { type JsonObject, numberOf, objectOf, objectsOf, parseJson, present, textOf } from "./json.ts";
import type { Answer, Message, ProviderRequest, Wire } from "./types.ts";
import { event, pieces } from "./wire-parts.ts";

const method = /\/models\/([^/:]+):(generateContent|streamGenerateContent)$/;

export const google: Wire = {
  name: "google",
  matches: (path) => method.test(path),
  keyOf: (headers, url) => {
    const key = headers["x-goog-api-key"];
    return typeof key === "string"
      ? key
      : (new URL(url, "http://localhost").searchParams.get("key") ?? undefined);
  },
  error: googleError,
  badRequest: googleBadRequest,
  parse(body, path) {
    if (!Array.isArray(body.contents)) return undefined;
    const [, model, verb] = method.exec(path)!;
    const system = readContent(objectOf(body.systemInstruction));
    const config = objectOf(body.generationConfig);
    const isJson = config.responseMimeType === "application/json";
    const schema = config.responseJsonSchema ?? config.responseSchema;
    const calling = objectOf(objectOf(body.toolConfig).functionCallingConfig);
    const allowed = Array.isArray(calling.allowedFunctionNames) ? calling.allowedFunctionNames : [];
    return {
      model: decodeURIComponent(model!),
      messages: [
        ...(system.text ? [{ ...system, role: "system" as const }] : []),
        ...objectsOf(body.contents).map(readContent),
      ],
      stream: verb === "streamGenerateContent",
      tools: objectsOf(body.tools)
        .flatMap((tool) => objectsOf(tool.functionDeclarations))
        .map((one) => ({
          name: textOf(one.name),
          schema: objectOf(one.parametersJsonSchema ?? one.parameters),
        })),
      ...present({
        schema: isJson ? objectOf(schema ?? { type: "object" }) : undefined,
        toolChoice: calling.mode === "ANY" ? textOf(allowed[0]) || "required" : undefined,
        maxTokens: numberOf(config.maxOutputTokens),
      }),
    };
  },
  answer: (request, answer) => response(request, answer, answerParts(answer), true),
  events(request, answer) {
    const parts = answerParts(answer).flatMap((part): Part[] =>
      "text" in part ? pieces(part.text).map((text) => ({ ...part, text })) : [part],
    );
    return [
      ...parts.map((part) => event(response(request, answer, [part], false))),
      event(response(request, answer, [], true)),
    ];
  },
};

function readContent(content: JsonObject): Message {
  const parts = objectsOf(content.parts);
  const thoughts = parts.filter((part) => part.thought === true).map((part) => textOf(part.text));
  const visible = parts.filter((part) => part.thought !== true);
  const isResult = visible.some((part) => "functionResponse" in part);
  return {
    role: content.role === "model" ? "assistant" : isResult ? "tool" : "user",
    text: visible
      .map((part) => (typeof part.text === "string" ? part.text : JSON.stringify(part)))
      .join("\n"),
    ...(thoughts.length > 0 ? { reasoning: thoughts.join("\n") } : {}),
  };
}

type Part = { text: string; thought?: true } | { functionCall: { name: string; args: unknown } };

function answerParts(answer: Answer): Part[] {
  const text = answer.refusal || answer.text;
  return [
    ...(answer.reasoning ? [{ text: answer.reasoning, thought: true as const }] : []),
    ...(text ? [{ text }] : []),
    ...answer.toolCalls.map((call) => ({
      functionCall: { name: call.name, args: parseJson(call.arguments) ?? {} },
    })),
  ];
}

function response(
  { ordinal, model }: ProviderRequest,
  { finish, usage }: Answer,
  parts: Part[],
  isLast: boolean,
) {
  // A model that declines ends with STOP, and nothing but its words says so.
  const reasons = { stop: "STOP", "tool-calls": "STOP", refusal: "STOP", length: "MAX_TOKENS" };
  const finishReason = finish === "content-filter" ? "SAFETY" : reasons[finish];
  return {
    responseId: `response-${ordinal}`,
    modelVersion: model,
    candidates: [
      {
        index: 0,
        content: parts.length > 0 ? { role: "model", parts } : {},
        ...(isLast ? { finishReason } : {}),
      },
    ],
    usageMetadata: {
      promptTokenCount: usage.inputTokens,
      candidatesTokenCount: usage.outputTokens - usage.reasoningTokens,
      thoughtsTokenCount: usage.reasoningTokens,
      totalTokenCount: usage.inputTokens + usage.outputTokens,
    },
  };
}
