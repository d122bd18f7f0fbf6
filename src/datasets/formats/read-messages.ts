import type { Message, Tool } from "../record.ts";
import { invalidRecord } from "../streams/invalid-record.ts";
import type { FormatRow } from "./format.ts";

/** Names that the formats have for the roles of a conversation. */
const roles: Record<string, Message["role"]> = {
  system: "system",
  developer: "system",
  user: "user",
  human: "user",
  assistant: "assistant",
  gpt: "assistant",
  model: "assistant",
  tool: "tool",
  function: "tool",
  observation: "tool",
  ipython: "tool",
};
const thoughtFields = ["reasoning_content", "thinking", "reasoning"];
const flags = ["weight", "train", "trainable", "training"];

export interface ReadContext {
  where: string;
  dropped: Set<string>;
}

/** Reads messages in any of the shapes that the formats write, and names what a record has no place for. */
export function readMessages(value: unknown, context: ReadContext): Message[] {
  if (!Array.isArray(value)) throw invalidRecord(context.where, "its messages are no list.", undefined);
  return value.map((message) => readMessage(asObject(message, "a message", context), context));
}

function readMessage(message: FormatRow, context: ReadContext): Message {
  const role = roles[String(message.role)];
  if (!role)
    throw invalidRecord(context.where, `it holds a message of the role "${message.role}".`, undefined);
  const result: Message = { role, content: "" };
  for (const [key, value] of Object.entries(message)) {
    if (key === "role" || value === null || value === undefined) continue;
    if (key === "content") Object.assign(result, readContent(value, context));
    else if (thoughtFields.includes(key)) result.reasoning_content = readContent(value, context).content;
    else if (key === "tool_calls") result.tool_calls = readCalls(value, context);
    else if ((key === "name" && role === "tool") || key === "tool_call_id") result[key] = String(value);
    else if (!flags.includes(key)) context.dropped.add(`"${key}" of messages`);
    else if (value === false || value === 0) context.dropped.add("which turns are trained on");
  }
  // OpenAI's models refuse in a field of its own; that it is a refusal is lost, what it says is not.
  if (typeof message.refusal === "string" && result.content === "") result.content = message.refusal;
  if (role === "assistant" && result.reasoning_content === undefined) splitThought(result);
  return result;
}

function readContent(
  value: unknown,
  context: ReadContext,
): Pick<Message, "content"> & Pick<Partial<Message>, "reasoning_content"> {
  if (!Array.isArray(value)) return { content: String(value) };
  const texts: string[] = [];
  const thoughts: string[] = [];
  for (const part of value.map((one) => (typeof one === "string" ? { type: "text", text: one } : one))) {
    if (part?.type === "thinking") thoughts.push(String(part.thinking));
    else if (typeof part?.text === "string") {
      texts.push(part.text);
      if (part.train === false || part.weight === 0) context.dropped.add("which turns are trained on");
    } else context.dropped.add(`parts of the type "${part?.type}"`);
  }
  return { content: texts.join(""), ...(thoughts.length > 0 && { reasoning_content: thoughts.join("\n") }) };
}

/** A thought that stands before the answer in <think> tags, as most open models write it. */
function splitThought(message: Message): void {
  const found = /^<think>\n?([\s\S]*?)\n?<\/think>(?:\n\n|\n)?/.exec(message.content);
  if (!found) return;
  message.content = message.content.slice(found[0].length);
  if (found[1]!.trim() !== "") message.reasoning_content = found[1]!;
}

function readCalls(value: unknown, context: ReadContext): NonNullable<Message["tool_calls"]> {
  const calls = parsed(value, context);
  if (!Array.isArray(calls)) throw invalidRecord(context.where, "its tool calls are no list.", undefined);
  return calls.map((call) => {
    const { id, function: called = call } = asObject(call, "a tool call", context);
    const { name, arguments: values } = asObject(called, "a tool call", context);
    return {
      ...(typeof id === "string" && { id }),
      type: "function",
      function: {
        name: String(name),
        arguments: asObject(parsed(values ?? {}, context), "arguments", context),
      },
    } as NonNullable<Message["tool_calls"]>[number];
  });
}

/** Tools as objects, as JSON text, or each as JSON text; with or without `{type, function}` around them. */
export function readTools(value: unknown, context: ReadContext): Tool[] | undefined {
  if (value === null || value === undefined || value === "") return undefined;
  const tools = parsed(value, context);
  if (!Array.isArray(tools)) throw invalidRecord(context.where, "its tools are no list.", undefined);
  return tools.map((one) => {
    const tool = asObject(parsed(one, context), "a tool", context);
    const { name, description, parameters, ...rest } = asObject(tool.function ?? tool, "a tool", context);
    for (const key of Object.keys(rest)) if (key !== "type") context.dropped.add(`"${key}" of tools`);
    return {
      type: "function",
      function: {
        name: String(name),
        ...(typeof description === "string" && { description }),
        parameters: asObject(parsed(parameters ?? {}, context), "a tool's parameters", context),
      },
    } as Tool;
  });
}

function parsed(value: unknown, { where }: ReadContext): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch (cause) {
    throw invalidRecord(
      where,
      `"${value.slice(0, 60)}" should be JSON (${(cause as Error).message}).`,
      cause,
    );
  }
}

export function asObject(value: unknown, what: string, { where }: ReadContext): FormatRow {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as FormatRow;
  throw invalidRecord(where, `${what} is no JSON object.`, undefined);
}
