// Anthropic messages, with thinking blocks, and structured output in both ways the AI SDK asks for it.

import { anthropicBadRequest, anthropicError } from "./anthropic-errors.ts";
import { type JsonObject, numberOf, objectOf, objectsOf, parseJson, present, textOf } from "./json.ts";
import type { Answer, Message, ParsedRequest, ProviderRequest, Wire } from "./types.ts";
import { bearer, contentText, event, joinTexts, pieces } from "./wire-parts.ts";

export const anthropic: Wire = {
  name: "anthropic",
  matches: (path) => path.endsWith("/messages"),
  keyOf: (headers) => {
    const key = headers["x-api-key"];
    return typeof key === "string" ? key : bearer(headers.authorization);
  },
  error: anthropicError,
  badRequest: anthropicBadRequest,
  parse(body) {
    const isComplete = typeof body.model === "string" && numberOf(body.max_tokens) !== undefined;
    if (!isComplete || !Array.isArray(body.messages)) return undefined;
    const system = contentText(body.system);
    return {
      model: textOf(body.model),
      messages: [
        ...(system ? [{ role: "system" as const, text: system }] : []),
        ...objectsOf(body.messages).map(readMessage),
      ],
      stream: body.stream === true,
      ...readTools(body),
      ...present({ maxTokens: numberOf(body.max_tokens) }),
    };
  },
  answer: (request, answer) => ({
    ...head(request),
    content: contentBlocks(request, answer),
    ...stop(request, answer),
    usage: { input_tokens: answer.usage.inputTokens, ...outputUsage(answer) },
  }),
  events(request, answer) {
    const send = (type: string, data: object = {}) => event({ type, ...data }, type);
    const started = {
      ...head(request),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: answer.usage.inputTokens, output_tokens: 0 },
    };
    return [
      send("message_start", { message: started }),
      ...contentBlocks(request, answer).flatMap((block, index) => [
        send("content_block_start", { index, content_block: { ...block, ...emptied[block.type] } }),
        ...blockDeltas(block).map((delta) => send("content_block_delta", { index, delta })),
        send("content_block_stop", { index }),
      ]),
      send("message_delta", { delta: stop(request, answer), usage: outputUsage(answer) }),
      send("message_stop"),
    ];
  },
};

function readMessage(message: JsonObject): Message {
  const blocks = objectsOf(message.content);
  const thoughts = blocks.map((block) => textOf(block.thinking)).filter(Boolean);
  const visible = blocks.filter((block) => block.type !== "thinking" && block.type !== "tool_result");
  const results = blocks.filter((block) => block.type === "tool_result");
  const text = typeof message.content === "string" ? message.content : contentText(visible);
  return {
    // Results of tools travel in the user's turn; alone in it they make it the tool's.
    role: message.role === "assistant" ? "assistant" : results.length > 0 && text === "" ? "tool" : "user",
    text: joinTexts(...results.map((block) => contentText(block.content)), text),
    ...(thoughts.length > 0 ? { reasoning: thoughts.join("\n") } : {}),
  };
}

/** Tools, and the schema: in `output_config.format`, or as a tool "json" that must be called. */
function readTools(body: JsonObject): Pick<ParsedRequest, "tools" | "schema" | "schemaTool" | "toolChoice"> {
  const tools = objectsOf(body.tools).map((tool) => ({
    name: textOf(tool.name),
    schema: objectOf(tool.input_schema),
  }));
  const choice = objectOf(body.tool_choice);
  const forced =
    choice.type === "any" ? "required" : choice.type === "tool" ? textOf(choice.name) : undefined;
  const format = objectOf(objectOf(body.output_config).format);
  if (format.type === "json_schema") {
    return { tools, schema: withBounds(objectOf(format.schema)), ...present({ toolChoice: forced }) };
  }
  const json = tools.find((tool) => tool.name === "json");
  if (json && forced === "required") {
    return { tools: tools.filter((tool) => tool !== json), schema: json.schema, schemaTool: json.name };
  }
  return { tools, ...present({ toolChoice: forced }) };
}

/**
 * Anthropic's constrained decoding takes no bounds, so the AI SDK moves them into the description, as in
 * "min items: 2; max length: 60." A model reads them there, and so does this one.
 */
function withBounds(schema: JsonObject): JsonObject {
  const found: JsonObject = {};
  const lastLine = textOf(schema.description).split("\n").at(-1)!;
  for (const [, name, value] of lastLine.matchAll(/([a-z][a-z ]*): ([^;]+?)(?=; |\.$)/g)) {
    const key = name!.replace(/ ([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (boundKeys.has(key)) found[key] = key === "pattern" || key === "format" ? value : parseJson(value!);
  }
  const inside = Object.entries(schema).map(([key, value]) => {
    if (Array.isArray(value)) return [key, key === "enum" || key === "required" ? value : value.map(within)];
    if (namedSchemas.has(key)) {
      return [
        key,
        Object.fromEntries(Object.entries(objectOf(value)).map(([name, one]) => [name, within(one)])),
      ];
    }
    return [key, key === "items" ? within(value) : value];
  });
  return { ...Object.fromEntries(inside), ...found };
}

const within = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? withBounds(objectOf(value)) : value;
const namedSchemas = new Set(["properties", "$defs", "definitions"]);
const boundKeys = new Set(
  "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength pattern format minItems maxItems uniqueItems".split(
    " ",
  ),
);

type Block =
  | { type: "thinking"; thinking: string; signature: string }
  | { type: "text"; text: string }
  | { type: "tool_use"; id: string; name: string; input: unknown };

/** How a block stands in the stream before its deltas. */
const emptied = { thinking: { thinking: "", signature: "" }, text: { text: "" }, tool_use: { input: {} } };

function contentBlocks(request: ProviderRequest, answer: Answer): Block[] {
  const blocks: Block[] = [];
  if (answer.reasoning) {
    blocks.push({ type: "thinking", thinking: answer.reasoning, signature: `sig_${request.ordinal}` });
  }
  const input = schemaInput(request, answer);
  const text = answer.refusal || answer.text;
  if (input !== undefined) {
    blocks.push({ type: "tool_use", id: `toolu_${request.ordinal}`, name: request.schemaTool!, input });
  } else if (text) {
    blocks.push({ type: "text", text });
  }
  for (const call of answer.toolCalls) {
    blocks.push({ type: "tool_use", id: call.id, name: call.name, input: parseJson(call.arguments) ?? {} });
  }
  return blocks;
}

/** The answer as the input of the schema's tool; undefined where it is no object: a model that just talks. */
function schemaInput(request: ProviderRequest, answer: Answer): unknown {
  return request.schemaTool === undefined || answer.refusal ? undefined : parseJson(answer.text);
}

function blockDeltas(block: Block): object[] {
  switch (block.type) {
    case "thinking":
      return [
        ...pieces(block.thinking).map((thinking) => ({ type: "thinking_delta", thinking })),
        { type: "signature_delta", signature: block.signature },
      ];
    case "text":
      return pieces(block.text).map((text) => ({ type: "text_delta", text }));
    case "tool_use":
      return pieces(JSON.stringify(block.input)).map((partial_json) => ({
        type: "input_json_delta",
        partial_json,
      }));
  }
}

const head = ({ ordinal, model }: ProviderRequest) => ({
  id: `msg_${ordinal}`,
  type: "message",
  role: "assistant",
  model,
});

/** Anthropic ends with "refusal" both when the model declines and when a filter stops it. */
function stop(request: ProviderRequest, answer: Answer) {
  const reasons = {
    stop: schemaInput(request, answer) === undefined ? "end_turn" : "tool_use",
    length: "max_tokens",
    "tool-calls": "tool_use",
    refusal: "refusal",
    "content-filter": "refusal",
  };
  return { stop_reason: reasons[answer.finish], stop_sequence: null };
}

const outputUsage = ({ usage: { outputTokens, reasoningTokens } }: Answer) => ({
  output_tokens: outputTokens,
  output_tokens_details: { thinking_tokens: reasoningTokens },
});
