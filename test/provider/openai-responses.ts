// OpenAI responses. Thoughts go out as a summary, which is all that this API ever shows.
import { type JsonObject, numberOf, objectOf, objectsOf, present, textOf } from "./json.ts";
import { roleOf } from "./openai-chat.ts";
import { openaiBadRequest, openaiError } from "./openai-errors.ts";
import type { Answer, Message, ProviderRequest, Wire } from "./types.ts";
import { bearer, chosenTool, contentText, event, pieces } from "./wire-parts.ts";

export const openaiResponses: Wire = {
  name: "openai-responses",
  matches: (path) => path.endsWith("/responses"),
  keyOf: (headers) => bearer(headers.authorization),
  error: openaiError,
  badRequest: openaiBadRequest,
  parse(body) {
    const isText = typeof body.input === "string";
    if (typeof body.model !== "string" || !(isText || Array.isArray(body.input))) return undefined;
    const format = objectOf(objectOf(body.text).format);
    const items = isText ? [{ role: "user", content: body.input }] : objectsOf(body.input);
    const instructions = textOf(body.instructions);
    return {
      model: body.model,
      messages: [
        ...(instructions ? [{ role: "system" as const, text: instructions }] : []),
        ...items.map(readItem),
      ],
      stream: body.stream === true,
      tools: objectsOf(body.tools)
        .filter((tool) => tool.type === "function")
        .map((tool) => ({ name: textOf(tool.name), schema: objectOf(tool.parameters) })),
      ...present({
        schema:
          format.type === "json_schema"
            ? objectOf(format.schema)
            : format.type === "json_object"
              ? { type: "object" }
              : undefined,
        toolChoice: chosenTool(body.tool_choice),
        maxTokens: numberOf(body.max_output_tokens),
      }),
    };
  },
  answer: (request, answer) => ({ ...response(request, answer), output: outputItems(request, answer) }),
  events(request, answer) {
    let sequence = 0;
    const send = (type: string, data: object) => event({ type, sequence_number: sequence++, ...data }, type);
    const end = answer.finish === "length" || answer.finish === "content-filter" ? "incomplete" : "completed";
    const opened = { ...response(request, answer), status: "in_progress", usage: null, output: [] };
    return [
      send("response.created", { response: opened }),
      ...outputItems(request, answer).flatMap((item, index) => [
        send("response.output_item.added", { output_index: index, item: { ...item, ...emptied[item.type] } }),
        ...itemDeltas(item).map(([type, data]) =>
          send(type, { item_id: item.id, output_index: index, ...data }),
        ),
        send("response.output_item.done", { output_index: index, item }),
      ]),
      send(`response.${end}`, {
        response: { ...response(request, answer), output: outputItems(request, answer) },
      }),
    ];
  },
};

function readItem(item: JsonObject): Message {
  if (item.type === "reasoning") {
    return { role: "assistant", text: "", reasoning: contentText(item.summary) };
  }
  if (item.type === "function_call_output") return { role: "tool", text: contentText(item.output) };
  if (item.type === "function_call") return { role: "assistant", text: JSON.stringify(item) };
  return { role: roleOf(item.role), text: contentText(item.content) };
}

type OutputItem =
  | { type: "reasoning"; id: string; summary: { type: "summary_text"; text: string }[] }
  | { type: "message"; id: string; role: "assistant"; status: string; content: ContentPart[] }
  | { type: "function_call"; id: string; call_id: string; name: string; arguments: string; status: string };
type ContentPart =
  | { type: "output_text"; text: string; annotations: [] }
  | { type: "refusal"; refusal: string };

/** How an item stands in the stream before its deltas. */
const emptied = { reasoning: { summary: [] }, message: { content: [] }, function_call: { arguments: "" } };

function outputItems({ ordinal }: ProviderRequest, answer: Answer): OutputItem[] {
  const status = answer.finish === "length" ? "incomplete" : "completed";
  const items: OutputItem[] = [];
  if (answer.reasoning) {
    items.push({
      type: "reasoning",
      id: `rs_${ordinal}`,
      summary: [{ type: "summary_text", text: answer.reasoning }],
    });
  }
  if (answer.refusal || answer.text || answer.toolCalls.length === 0) {
    const part: ContentPart = answer.refusal
      ? { type: "refusal", refusal: answer.refusal }
      : { type: "output_text", text: answer.text, annotations: [] };
    items.push({ type: "message", id: `msg_${ordinal}`, role: "assistant", status, content: [part] });
  }
  for (const call of answer.toolCalls) {
    items.push({
      type: "function_call",
      id: `fc_${call.id}`,
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
      status: "completed",
    });
  }
  return items;
}

function itemDeltas(item: OutputItem): [type: string, data: object][] {
  switch (item.type) {
    case "reasoning": {
      const at = { summary_index: 0 };
      return [
        ["response.reasoning_summary_part.added", { ...at, part: { type: "summary_text", text: "" } }],
        ...pieces(item.summary[0]!.text).map((delta): [string, object] => [
          "response.reasoning_summary_text.delta",
          { ...at, delta },
        ]),
        ["response.reasoning_summary_part.done", { ...at, part: item.summary[0]! }],
      ];
    }
    case "message": {
      const part = item.content[0]!;
      const type = part.type === "refusal" ? "response.refusal" : "response.output_text";
      const at = { content_index: 0 };
      const text = part.type === "refusal" ? part.refusal : part.text;
      return [
        ...pieces(text).map((delta): [string, object] => [`${type}.delta`, { ...at, delta }]),
        [`${type}.done`, { ...at, ...(part.type === "refusal" ? { refusal: text } : { text }) }],
      ];
    }
    case "function_call":
      return [
        ...pieces(item.arguments).map((delta): [string, object] => [
          "response.function_call_arguments.delta",
          { delta },
        ]),
        ["response.function_call_arguments.done", { name: item.name, arguments: item.arguments }],
      ];
  }
}

/** The response without its output. */
function response(request: ProviderRequest, { finish, usage }: Answer) {
  const reason =
    finish === "length" ? "max_output_tokens" : finish === "content-filter" ? "content_filter" : null;
  return {
    id: `resp_${request.ordinal}`,
    object: "response",
    created_at: Math.floor(Date.now() / 1000),
    status: reason ? "incomplete" : "completed",
    error: null,
    incomplete_details: reason && { reason },
    model: request.model,
    usage: {
      input_tokens: usage.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: usage.outputTokens,
      output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
      total_tokens: usage.inputTokens + usage.outputTokens,
    },
  };
}
